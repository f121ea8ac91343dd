package dev.sluice.netty.simulate;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of a text that mean something: without those that every question has, cut to their stems, with one stem for
 * several words of the same meaning. A crude English; of other languages it takes the words as they are. Stateless.
 */
final class WordSenses {

    /** What a question is about in most cases: another one makes it another question. */
    private static final double POINTED = 2.5;

    private static final double NAME = 1.8;
    private static final double PLAIN = 1;

    private static final Pattern WORD = Pattern.compile(
            "\\p{IsIdeographic}|[\\p{L}\\p{M}&&[^\\p{IsIdeographic}]]+(?:['’]\\p{L}+)?|\\p{N}+(?:[.,:/]\\p{N}+)*");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern SHORT_FORM = Pattern.compile("['’](?:s|re|ve|ll|d|m)?$");
    private static final Pattern THOUSANDS = Pattern.compile(",(?=\\p{N}{3}(?:\\p{N}|\\b))");
    private static final String NOT = "not";

    private static final Set<String> EMPTY = words("""
            a an the this that these those some any such there here it its i me my mine we us our you your he she they
            them their is are was were be been being am do does did doing done have has had having can could will would
            shall should may might must let of in on at to for by as into about with and or so then than just also too
            very really quite actually please kindly hi hello hey thanks thank what which how if whether
            tell show give explain describe say help want wish need like know wonder wondering understand get got
            way step thing possible able question answer someone somebody anyone one's exactly simply briefly quickly
            right now currently today mean go goe us use using used ask hold""");

    private static final Set<String> NEGATIONS = words("not no never without cannot none neither nor nobody nothing");

    /** What is asked for: a place is not a time. */
    private static final Set<String> ASKING = words("when where who whom whose why many much often long far old");

    /** What turns a sentence into another one, as little as they are. */
    private static final Set<String> TURNING = words(
            "off out up down before after over under above below between against instead only more less least most");

    private static final Map<String, String> NUMBERS = numbers();

    /** One meaning a line. */
    private static final Map<String, String> SAME = synonyms("""
            buy purchase acquire
            fix repair mend resolve solve
            begin start commence
            end finish stop terminate
            fast quick rapid speedy
            big large huge
            small little tiny
            car automobile
            picture image photo photograph
            delete remove erase
            change modify alter edit update
            make create build produce generate
            show display
            cost price expensive charge fee
            cheap inexpensive affordable
            error failure fault problem issue bug trouble
            choose select pick
            child kid children
            doctor physician
            job work occupation
            house home
            travel trip journey
            plane flight airplane aircraft
            hotel accommodation
            cook prepare
            recipe dish
            meal food
            sick ill unwell
            medicine drug medication
            pain ache hurt
            difference differ distinguish distinction
            benefit advantage pro
            drawback disadvantage downside con
            method function procedure
            list array
            sort order arrange
            convert transform translate turn
            find locate search look
            reset restore recover
            password passcode
            account profile
            cancel
            refund reimburse reimbursement
            ship deliver send delivery shipping
            return
            invoice bill
            money cash
            earn gain
            increase raise grow rise
            decrease reduce lower fall shrink drop
            learn study
            teach instruct
            write compose
            read
            summary summarise summarize outline
            meaning definition define
            capital
            inhabitant population people resident
            tall high height
            deep depth
            heavy weight weigh
            distance
            time duration
            hour
            minute
            ocean sea
            planet world
            invent inventor invention
            discover discoverer discovery
            author writer wrote written
            paint painter painted
            win winner won
            found founder founded establish
            president
            keep store
            safe secure
            open
            close shut
            allow permit
            forbid prohibit ban
            internet web
            computer pc
            phone telephone mobile
            run execute
            install set
            remember recall
            grow cultivate
            plant
            exercise workout train
            lose
            reach arrive
            leave depart departure
            connect connection link
            file document
            language tongue
            speak talk
            happy glad
            easy simple
            hard difficult
            good well
            bad poor
            top best
            important main major key
            cause reason
            prevent avoid
            clean wash
            boil
            temperature warm hot
            country nation
            city town
            company firm business
            employee worker staff
            boss manager
            law legal
            contract agreement
            tax
            interest
            rate
            loan credit
            bank
            dog puppy
            cat kitten
            movie film
            song track
            bike bicycle cycle
            rubbish garbage trash waste""");

    private WordSenses() {}

    /**
     * A word with its meaning.
     *
     * @param weight how much depends on it
     */
    record Sense(String stem, double weight) {

        /** Whether it is a name or a number, whose order matters. */
        boolean isPointed() {
            return weight > PLAIN && !stem.equals(NOT) && !ASKING.contains(stem) && !TURNING.contains(stem);
        }

        boolean isNumber() {
            return !stem.isEmpty() && Character.isDigit(stem.codePointAt(0));
        }
    }

    /** The words in their order; without any that mean something, all of them. */
    static List<Sense> of(String text) {
        List<Sense> senses = new ArrayList<>();
        List<Sense> all = new ArrayList<>();
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            boolean first = opensSentence(text, words.start());
            for (String word : spelled(words.group())) {
                Sense sense = sense(word, !first && isName(words.group()));
                all.add(sense);
                if (sense.weight() > PLAIN || !EMPTY.contains(word) && !EMPTY.contains(sense.stem())) {
                    senses.add(sense);
                }
            }
        }
        return senses.isEmpty() ? all : senses;
    }

    private static Sense sense(String word, boolean name) {
        String number = NUMBERS.getOrDefault(word, word);
        if (Character.isDigit(number.codePointAt(0))) {
            return new Sense(THOUSANDS.matcher(number).replaceAll(""), POINTED);
        }
        if (NEGATIONS.contains(word)) {
            return new Sense(NOT, POINTED);
        }
        if (ASKING.contains(word) || TURNING.contains(word)) {
            return new Sense(word, NAME);
        }
        String stem = Stems.of(word);
        return new Sense(SAME.getOrDefault(stem, stem), name && !EMPTY.contains(word) ? NAME : PLAIN);
    }

    /** In lower case, without accents and short forms: "don't" is two words. */
    private static List<String> spelled(String word) {
        String lower = MARKS.matcher(Normalizer.normalize(word, Normalizer.Form.NFKD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT)
                .replace('’', '\'');
        if (lower.endsWith("n't")) {
            return List.of(lower.substring(0, lower.length() - 3), NOT);
        }
        return List.of(SHORT_FORM.matcher(lower).replaceAll(""));
    }

    private static boolean isName(String word) {
        return Character.isUpperCase(word.codePointAt(0));
    }

    private static boolean opensSentence(String text, int at) {
        int before = at - 1;
        while (before >= 0 && (Character.isWhitespace(text.charAt(before)) || text.charAt(before) == '"')) {
            before--;
        }
        return before < 0 || ".!?:\n".indexOf(text.charAt(before)) >= 0;
    }

    private static Set<String> words(String list) {
        return Set.copyOf(new HashSet<>(List.of(list.strip().split("\\s+", -1))));
    }

    private static Map<String, String> synonyms(String lines) {
        Map<String, String> same = new HashMap<>();
        lines.lines().map(line -> line.strip().split(" ", -1)).forEach(line -> {
            for (String word : line) {
                same.putIfAbsent(Stems.of(word), Stems.of(line[0]));
            }
        });
        return Map.copyOf(same);
    }

    private static Map<String, String> numbers() {
        Map<String, String> numbers = new HashMap<>();
        String[] words = "zero one two three four five six seven eight nine ten eleven twelve".split(" ", -1);
        for (int i = 0; i < words.length; i++) {
            numbers.put(words[i], Integer.toString(i));
        }
        numbers.put("first", "1");
        numbers.put("second", "2");
        numbers.put("third", "3");
        numbers.put("hundred", "100");
        numbers.put("thousand", "1000");
        numbers.put("million", "1000000");
        return Map.copyOf(numbers);
    }
}
