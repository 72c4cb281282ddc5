/* Calls functions out of a library: the loader that scalecheck compiles, so that no foreign code runs in scalecheck
 * itself. `loader LIBRARY [LANGUAGE]`, the language of a library that another compiler may have made. */
#include "scalecheck.h"

#include <dlfcn.h>
#include <link.h>

static void *library;

static scalecheck_function find(const char *name) {
    scalecheck_function function = 0;
    void *symbol = dlsym(library, name);
    memcpy(&function, &symbol, sizeof function);
    return function;
}

/* A table of the library in memory: some systems tell where it is, some how far behind the library's start. */
static const void *table(const struct link_map *map, long tag) {
    for (const ElfW(Dyn) *entry = map->l_ld; entry->d_tag != DT_NULL; entry++) {
        if (entry->d_tag != tag) continue;
        ElfW(Addr) at = entry->d_un.d_ptr;
        return (const void *)(at < map->l_addr ? at + map->l_addr : at);
    }
    return 0;
}

/* How many symbols there are: only the tables of hashes say so. */
static size_t symbols(const struct link_map *map) {
    const uint32_t *old = (const uint32_t *)table(map, DT_HASH), *hash = (const uint32_t *)table(map, DT_GNU_HASH);
    if (old) return old[1];
    if (!hash) return 0;
    const uint32_t *bucket = (const uint32_t *)((const ElfW(Addr) *)(hash + 4) + hash[2]), *chain = bucket + hash[0];
    uint32_t last = 0;
    for (uint32_t i = 0; i < hash[0]; i++) last = bucket[i] > last ? bucket[i] : last;
    if (last < hash[1]) return 0;
    while (!(chain[last - hash[1]] & 1)) last++;
    return last + 1;
}

/* The first name behind `before` among functions; those that begin with _ are the compiler's, or have no C linkage. */
static const char *next_name(const struct link_map *map, size_t count, const char *before) {
    const ElfW(Sym) *symbol = (const ElfW(Sym) *)table(map, DT_SYMTAB);
    const char *texts = (const char *)table(map, DT_STRTAB), *best = 0;
    if (!symbol || !texts) return 0;
    for (size_t i = 0; i < count; i++) {
        const char *name = texts + symbol[i].st_name;
        if ((symbol[i].st_info & 15) != STT_FUNC || symbol[i].st_shndx == SHN_UNDEF || *name == '_') continue;
        if (strcmp(name, before) > 0 && (!best || strcmp(name, best) < 0)) best = name;
    }
    return best;
}

enum { TOLD = 20 };

static void known(char *names, size_t room) {
    struct link_map *map = 0;
    if (dlinfo(library, RTLD_DI_LINKMAP, &map) || !map) return;
    size_t count = symbols(map), length = 0;
    const char *name = "";
    for (int i = 0; i < TOLD && (name = next_name(map, count, name)) && length + strlen(name) + 3 < room; i++) {
        length += (size_t)snprintf(names + length, room - length, "%s%s", i ? ", " : "", name);
    }
}

int main(int count, char **arguments) {
    library = count > 1 ? dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL) : 0;
    if (!library) {
        const char *out = getenv("SCALECHECK_OUT"), *why = dlerror();
        sc.out = out ? atoi(out) : 2;
        sc_say("fail the library can't be loaded: ");
        sc_say(why ? why : "none is named");
        sc_say("\n");
        return 1;
    }
    sc_known = known;
    return count > 2 ? scalecheck_serve(arguments[2], 0, find) : scalecheck_serve(SC_LANGUAGE, SC_VERSION, find);
}
