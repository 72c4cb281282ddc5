/* Calls functions out of a library: the loader that scalecheck compiles, so that no foreign code runs in scalecheck
 * itself. `loader LIBRARY [LANGUAGE]`, the language of a library that another compiler may have made. */
#include "scalecheck.h"

#include <dlfcn.h>

static void *library;

static scalecheck_function find(const char *name) {
    scalecheck_function function = 0;
    void *symbol = dlsym(library, name);
    memcpy(&function, &symbol, sizeof function);
    return function;
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
    return count > 2 ? scalecheck_serve(arguments[2], 0, find) : scalecheck_serve(SC_LANGUAGE, SC_VERSION, find);
}
