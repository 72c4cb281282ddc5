import java.util.List;

/** Methods that cost as their names say, and their mends. */
class Functions {
    static int concatenate(String[] words) {
        String text = "";
        for (String word : words) {
            text += word;
        }
        return text.length();
    }

    static int build(String[] words) {
        var text = new StringBuilder();
        for (String word : words) {
            text.append(word);
        }
        return text.length();
    }

    static long distinct(List<Integer> items) {
        return items.stream().distinct().count();
    }
}
