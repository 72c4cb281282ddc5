import java.util.List;

/** What rulings on Java methods are tried on. */
class Work {
    static long distinct(List<Integer> items) {
        return items.stream().distinct().count();
    }

    static int concatenate(String[] words) {
        String text = "";
        for (String word : words) {
            text += word;
        }
        return text.length();
    }
}
