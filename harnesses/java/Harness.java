// Calls a Java method and says what it cost: scalecheck's harness for Java 17 and newer.
//
// It speaks the protocol of harnesses/PROTOCOL.md over two inherited descriptors. Run as `java Harness.java FOLDER`:
// the user's source is compiled into FOLDER first, unless it was before.
import java.io.*;
import java.lang.invoke.*;
import java.lang.management.*;
import java.lang.reflect.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;
import javax.tools.*;

public class Harness {
    /** A request that can't be met, in words. */
    static class Refused extends Exception {
        Refused(String words) {
            super(words);
        }
    }

    static OutputStream out;
    static MethodHandle function, make;
    static Method method;
    static Object[][] bases = {};
    /** The same as they were made. */
    static Object[][] pristine = {};
    /** Whether calls were seen to change more than their copies have; whether a setup's first batch was looked at. */
    static boolean deep, watched;
    /** Whether nothing stands in the inputs that a call could change: their copies are all that it can. */
    static boolean flat;
    /** What calls return ends up here, so that no compiler leaves the calls out. */
    static final Object[] kept = new Object[16];
    static final com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    public static void main(String[] arguments) throws Exception {
        out = new FileOutputStream("/dev/fd/" + System.getenv("SCALECHECK_OUT"));
        if (Runtime.version().feature() < 17) {
            say("fail Java 17 or newer is needed, and this is " + Runtime.version().feature());
            System.exit(1);
        }
        Path folder = Path.of(arguments[0]);
        say("hello 1 java " + System.getProperty("java.version") + " pid=" + ProcessHandle.current().pid()
            + " clock=thread+gc gc=on");
        var in = new BufferedReader(new InputStreamReader(
            new FileInputStream("/dev/fd/" + System.getenv("SCALECHECK_IN")), StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            try {
                say(answer(line, folder));
            } catch (Refused refused) {
                say("fail " + words(refused.getMessage()));
            } catch (Throwable thrown) {
                say("fail raised " + thrown.getClass().getSimpleName() + ": " + words(thrown.getMessage()));
            }
        }
    }

    static void say(String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static String words(String text) {
        String line = String.valueOf(text).strip().replaceAll("\\s+", " ");
        return line.length() > 2000 ? line.substring(0, 2000) : line;
    }

    static String answer(String line, Path folder) throws Throwable {
        String[] words = line.split(" ", 6);
        switch (words[0]) {
            case "load":
                load(folder);
                return "ok";
            case "setup":
                setup(Long.parseLong(words[1]), Long.parseUnsignedLong(words[2]), Integer.parseInt(words[3]), words[4], words[5]);
                return "ok";
            case "run":
                return run(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            case "once":
                return once();
            case "check":
                return check();
            case "quit":
                // Threads that the method left running must not hold us up.
                Runtime.getRuntime().halt(0);
                return "";
            default:
                return "fail it knows no request " + words[0];
        }
    }

    static void load(Path folder) throws Throwable {
        Path file = Path.of(System.getenv("SCALECHECK_FILE"));
        String name = System.getenv("SCALECHECK_FUNCTION");
        if (!Files.exists(file)) throw new Refused("there is no file " + file);
        String stem = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        int dot = name.lastIndexOf('.');
        String type = dot < 0 ? stem : name.substring(0, dot);
        Path classes = file;
        if (file.toString().endsWith(".java")) {
            classes = folder;
            Path compiled = folder.resolve("compiled");
            if (!Files.exists(compiled)) {
                compile(file, folder);
                Files.createFile(compiled);
            }
        } else if (file.toString().endsWith(".class")) {
            classes = file.toAbsolutePath().getParent();
        }
        Class<?> holder = found(classes, type);
        method = method(holder, name.substring(dot + 1));
        function = spread(method);
        String maker = System.getenv("SCALECHECK_MAKE");
        make = maker == null ? null : spread(method(holder, maker.substring(maker.lastIndexOf('.') + 1)));
    }

    static void compile(Path file, Path folder) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) throw new Refused("there is no compiler: this is a runtime, and a JDK is needed");
        var said = new StringWriter();
        var task = compiler.getTask(said, null, null, List.of("-d", folder.toString(), "-g", "-proc:none"), null,
            compiler.getStandardFileManager(null, null, null).getJavaFileObjects(file));
        if (!task.call()) throw new Refused("it can't be compiled: " + said);
    }

    /** A class by its name, in whatever package the file says. */
    static Class<?> found(Path classes, String type) throws Exception {
        var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()});
        try {
            return Class.forName(type, true, loader);
        } catch (NoClassDefFoundError wrong) {
            // A class file of a package: its folders are the package's parts.
            var name = java.util.regex.Pattern.compile("wrong name: ([\\w$/]+)").matcher(String.valueOf(wrong.getMessage()));
            if (!name.find()) throw wrong;
            Path root = classes;
            for (String part : name.group(1).split("/")) if (!part.equals(type)) root = root.getParent();
            return found(root, name.group(1).replace('/', '.'));
        } catch (ClassNotFoundException missing) {
            if (!Files.isDirectory(classes)) throw new Refused("there is no class " + type);
        } catch (ExceptionInInitializerError error) {
            throw new Refused("loading " + type + " raised " + error.getCause());
        }
        try (var paths = Files.walk(classes)) {
            var path = paths.filter(p -> p.getFileName().toString().equals(type + ".class")).findFirst();
            if (path.isEmpty()) throw new Refused("there is no class " + type);
            String name = classes.relativize(path.get()).toString().replaceFirst("\\.class$", "").replace('/', '.');
            return Class.forName(name, true, loader);
        }
    }

    static Method method(Class<?> holder, String name) throws Refused {
        var known = new TreeSet<String>();
        for (Method method : holder.getDeclaredMethods()) {
            if (!Modifier.isStatic(method.getModifiers()) || method.isSynthetic()) continue;
            if (method.getName().equals(name)) return method;
            known.add(method.getName());
        }
        throw new Refused("no static method " + name + " in " + holder.getName() + ": it has " + String.join(", ", known));
    }

    /** The method as a function from an array of arguments to an object. */
    static MethodHandle spread(Method method) throws Exception {
        method.setAccessible(true);
        MethodHandle handle = MethodHandles.lookup().unreflect(method).asFixedArity();
        MethodHandle generic = handle.asType(handle.type().generic());
        return generic.asSpreader(Object[].class, method.getParameterCount());
    }

    static void setup(long n, long seed, int count, String shape, String path) throws Throwable {
        var made = new ArrayList<Object[]>();
        if (make != null) {
            long until = System.nanoTime() + 50_000_000;
            for (int i = 0; i < count && (i == 0 || System.nanoTime() < until); i++) {
                Object value = make.invoke(new Object[] {n, seed + i});
                made.add(value instanceof Object[] several && method.getParameterCount() == several.length ? several : new Object[] {value});
            }
        } else {
            if (method.getParameterCount() != 1) {
                throw new Refused("the method takes " + method.getParameterCount() + " values and not one: name a function that makes them with `make`");
            }
            Type wanted = method.getGenericParameterTypes()[0];
            if (shape.equals("size")) {
                made.add(new Object[] {number(n, wanted)});
            } else {
                String type = wanted.getTypeName().replace("java.util.", "").replace("java.lang.", "");
                try (var in = new BufferedInputStream(new FileInputStream(path), 1 << 16)) {
                    for (int i = 0; i < count; i++) made.add(new Object[] {decoded(shape, next(in), type)});
                }
            }
        }
        bases = made.toArray(new Object[0][]);
        flat = make == null && !(bases[0][0] instanceof Object[][] || bases[0][0] instanceof int[][]);
        deep &= !flat;
        pristine = flat ? bases : new Object[bases.length][];
        for (int i = 0; i < bases.length && !flat; i++) pristine[i] = deeply(bases[i]);
        watched = false;
        System.gc();
    }

    static byte[] next(InputStream in) throws IOException, Refused {
        int length = 0;
        for (int digit = in.read(); digit != '\n'; digit = in.read()) {
            if (digit < '0' || digit > '9') throw new Refused(EARLY);
            length = length * 10 + digit - '0';
        }
        byte[] data = in.readNBytes(length);
        if (data.length < length) throw new Refused(EARLY);
        return data;
    }

    static final String EARLY = "its input ends early";

    static Object number(long n, Type wanted) throws Refused {
        if (wanted == int.class || wanted == Integer.class) return Math.toIntExact(n);
        if (wanted == long.class || wanted == Long.class || wanted == Object.class) return n;
        throw new Refused("without an input the method is given n, an int or a long, and it takes " + wanted.getTypeName());
    }

    static Object decoded(String shape, byte[] data, String type) throws Refused {
        if (shape.equals("bytes")) return as(type, "byte[]", data);
        if (shape.equals("text")) return as(type, "String", new String(data, StandardCharsets.UTF_8));
        if (shape.equals("ints") && !type.equals("String[]")) return numbers(data, type);
        String text = new String(data, StandardCharsets.UTF_8);
        String[] lines = text.isEmpty() ? new String[0] : text.split("\n");
        switch (type) {
            case "int[][]": return Arrays.stream(lines).map(l -> Arrays.stream(l.split(" ")).mapToInt(Integer::parseInt).toArray()).toArray(int[][]::new);
            case "String[]": return lines;
            case "String[][]": return Arrays.stream(lines).map(l -> l.split(",", -1)).toArray(String[][]::new);
            default: return listed(shape, type, new ArrayList<>(Arrays.asList(lines)));
        }
    }

    static Object numbers(byte[] data, String type) throws Refused {
        long[] numbers = numbers(data);
        switch (type) {
            case "long[]": return numbers;
            case "int[]": {
                int[] narrow = new int[numbers.length];
                for (int i = 0; i < narrow.length; i++) narrow[i] = Math.toIntExact(numbers[i]);
                return narrow;
            }
            default: {
                boolean wide = type.contains("Long");
                var list = new ArrayList<Object>(numbers.length);
                for (long number : numbers) list.add(wide ? (Object) number : (Object) Math.toIntExact(number));
                return listed("ints", type, list);
            }
        }
    }

    /** One a line. By hand, for this is most of what an interpreter does before a call. */
    static long[] numbers(byte[] data) {
        int lines = data.length > 0 && data[data.length - 1] != '\n' ? 1 : 0;
        for (byte letter : data) if (letter == '\n') lines++;
        var numbers = new long[lines];
        for (int line = 0, start = 0, end; line < lines; line++, start = end + 1) {
            boolean digits = true;
            long number = 0;
            for (end = start; end < data.length && data[end] != '\n'; end++) {
                digits &= data[end] >= '0' && data[end] <= '9';
                number = number * 10 + data[end] - '0';
            }
            // Else it has a sign, may be too large, or is no number.
            boolean plain = digits && end > start && end - start <= 18;
            numbers[line] = plain ? number : Long.parseLong(new String(data, start, end - start, StandardCharsets.UTF_8).strip());
        }
        return numbers;
    }

    static final Set<String> LISTS = Set.of("List", "Collection", "Iterable", "ArrayList");

    /** A list, where the method takes one. */
    static Object listed(String shape, String type, ArrayList<Object> list) throws Refused {
        int parameters = type.indexOf('<');
        if (LISTS.contains(parameters < 0 ? type : type.substring(0, parameters))) return list;
        throw new Refused("the method takes a " + type + ", and an input of " + shape + " is given as a list or an array");
    }

    static Object as(String type, String wanted, Object value) throws Refused {
        if (type.equals(wanted) || type.equals("Object") || type.equals("CharSequence")) return value;
        throw new Refused("the method takes a " + type + ", and is given a " + wanted);
    }

    /** Arguments of so many calls, each with values of its own. */
    static Object[][] fresh(int count) throws Exception {
        var made = new Object[count][];
        for (int i = 0; i < count; i++) {
            if (deep) {
                made[i] = deeply(pristine[i % bases.length]);
                continue;
            }
            Object[] base = bases[i % bases.length];
            made[i] = new Object[base.length];
            for (int j = 0; j < base.length; j++) made[i][j] = copied(base[j]);
        }
        return made;
    }

    /** One level deep. Objects of the program's own classes are shared. */
    static Object copied(Object value) throws Exception {
        if (value == null) return null;
        if (value.getClass().isArray()) {
            int length = Array.getLength(value);
            Object copy = Array.newInstance(value.getClass().getComponentType(), length);
            System.arraycopy(value, 0, copy, 0, length);
            return copy;
        }
        if (value instanceof StringBuilder builder) return new StringBuilder(builder);
        if (value instanceof PriorityQueue<?> queue) return new PriorityQueue<>(queue);
        boolean known = value instanceof Collection || value instanceof Map;
        if (!known || !value.getClass().getPackageName().equals("java.util")) return value;
        // It keeps its order, and what it compares by.
        if (value instanceof Cloneable) return value.getClass().getMethod("clone").invoke(value);
        return value instanceof List<?> list ? new ArrayList<>(list) : value;
    }

    /** With all that stands in arrays and collections; what stood in two places does so again. */
    static Object[] deeply(Object[] arguments) throws Exception {
        return (Object[]) deeply(arguments, new IdentityHashMap<>());
    }

    static Object deeply(Object value, Map<Object, Object> made) throws Exception {
        if (!holds(value)) return copied(value);
        Object known = made.get(value);
        if (known != null) return known;
        Object copy = copied(value);
        made.put(value, copy);
        if (copy == value) return value;
        if (copy instanceof Object[] array) {
            for (int i = 0; i < array.length; i++) array[i] = deeply(array[i], made);
        } else if (copy instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) set(entry, deeply(entry.getValue(), made));
        } else if (copy instanceof Collection<?> all) {
            refill(all, made);
        }
        return copy;
    }

    @SuppressWarnings("unchecked")
    static void set(Map.Entry<?, ?> entry, Object value) {
        if (entry.getValue() != value) ((Map.Entry<Object, Object>) entry).setValue(value);
    }

    @SuppressWarnings("unchecked")
    static void refill(Collection<?> all, Map<Object, Object> made) throws Exception {
        var copies = new ArrayList<Object>(all.size());
        boolean other = false;
        for (Object value : all) {
            copies.add(deeply(value, made));
            other |= copies.get(copies.size() - 1) != value;
        }
        if (!other) return;
        all.clear();
        ((Collection<Object>) all).addAll(copies);
    }

    /** Whether there may be something in it that can be changed: copies of its own are not enough. */
    static boolean holds(Object value) {
        return value instanceof Object[] || value instanceof Collection || value instanceof Map;
    }

    /** Whether both hold the same, down to what can't be copied. */
    static boolean same(Object first, Object second) {
        if (first == second || !holds(first) || first.getClass() != second.getClass()) {
            return Arrays.deepEquals(new Object[] {first}, new Object[] {second});
        }
        if (first instanceof Object[] array) return same(Arrays.asList(array).iterator(), Arrays.asList((Object[]) second).iterator());
        if (first instanceof Map<?, ?> map) {
            return map.keySet().equals(((Map<?, ?>) second).keySet())
                && same(map.values().iterator(), ((Map<?, ?>) second).values().iterator());
        }
        return same(((Collection<?>) first).iterator(), ((Collection<?>) second).iterator());
    }

    static boolean same(Iterator<?> first, Iterator<?> second) {
        while (first.hasNext() && second.hasNext()) if (!same(first.next(), second.next())) return false;
        return first.hasNext() == second.hasNext();
    }

    /** Whether calls have changed what copies of the first inputs share: from now on they are deep. */
    static boolean changed(int count) {
        for (int i = 0; !deep && !flat && i < count; i++) {
            for (int j = 0; j < bases[i].length; j++) {
                if (holds(bases[i][j]) && !same(bases[i][j], pristine[i][j])) return deep = true;
            }
        }
        return false;
    }

    static boolean alike(Object first, Object second) {
        return Arrays.deepEquals(new Object[] {first}, new Object[] {second})
            || String.valueOf(first).equals(String.valueOf(second));
    }

    static String run(int calls, int inputs) throws Throwable {
        Object[][] made = fresh(inputs);
        var order = new Object[calls][];
        for (int i = 0; i < calls; i++) order[i] = made[i % inputs];
        Arrays.fill(kept, null);
        // The collector works in a thread of its own, at this method's cost; the compilers' threads do not.
        long collected = collector(), computed = threads.getCurrentThreadCpuTime();
        long wall;
        try {
            wall = timed(order);
        } catch (Exception thrown) {
            // Of what another call has changed?
            if (changed(bases.length)) return run(calls, inputs);
            throw thrown;
        }
        computed = threads.getCurrentThreadCpuTime() - computed;
        collected = collector() - collected;
        boolean disturbed = !watched && changed(1) && calls > bases.length;
        watched = true;
        if (calledAnew(kept[0]) || disturbed) return run(calls, inputs);
        return "batch " + calls + " " + wall + " " + (computed + collected);
    }

    /** Whether a call gave what has its work elsewhere: from now on calls are waited for. */
    static boolean calledAnew(Object result) throws Exception {
        boolean iterates = result instanceof Iterable && !(result instanceof Collection)
            && (result.getClass().isHidden() || result.getClass().isAnonymousClass());
        if (iterates || result instanceof java.util.stream.BaseStream || result instanceof Iterator) {
            throw new Refused("it returns a stream or an iterator, which does its work only while it is read: return what is collected of it");
        }
        if (!(result instanceof Future || result instanceof CompletionStage)) return false;
        var type = MethodType.methodType(Object.class, Object.class);
        function = MethodHandles.filterReturnValue(function, MethodHandles.lookup().findStatic(Harness.class, "joined", type));
        watched = false;
        return true;
    }

    static Object joined(Object result) throws Throwable {
        try {
            if (result instanceof CompletionStage<?> stage) return stage.toCompletableFuture().get();
            return result instanceof Future<?> future ? future.get() : result;
        } catch (ExecutionException failed) {
            throw failed.getCause();
        }
    }

    static String check() throws Throwable {
        Object first = function.invoke(fresh(1)[0]), second = function.invoke(fresh(1)[0]);
        changed(bases.length);
        return alike(first, second) ? "check same" : "check differs";
    }

    static long timed(Object[][] order) throws Throwable {
        long started = System.nanoTime();
        for (int i = 0; i < order.length; i++) kept[i & 15] = (Object) function.invokeExact(order[i]);
        return System.nanoTime() - started;
    }

    static String once() throws Throwable {
        Object[] arguments = fresh(1)[0];
        long before = threads.getCurrentThreadAllocatedBytes();
        kept[0] = (Object) function.invokeExact(arguments);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        return "once peak=" + allocated + " allocated=" + allocated;
    }

    /** The kernel's count of the collector's CPU time, in ns: with one collector, it is the machine's own thread. */
    static final Path COLLECTOR = threadNamed("VM Thread");

    static Path threadNamed(String name) {
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            for (Path task : (Iterable<Path>) tasks::iterator) {
                if (Files.readString(task.resolve("comm")).strip().equals(name)) return task.resolve("schedstat");
            }
        } catch (IOException unreadable) {
            // Then the collector's time is not counted.
        }
        return null;
    }

    static long collector() {
        try {
            return COLLECTOR == null ? 0 : Long.parseLong(Files.readString(COLLECTOR).split(" ")[0]);
        } catch (IOException unreadable) {
            return 0;
        }
    }
}
