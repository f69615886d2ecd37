package io.tekton.sharedservices.secrets;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the value of an option, variable or field is, by its name. A name is read as people read it: word by word, and
 * the last word says what it is. So {@code --api-key} is a key, {@code --password-file} a file, and {@code --tokenizer}
 * something else.
 */
public final class SecretNames {
    private SecretNames() {}

    /** What a value is. */
    public enum Kind {
        /** Nothing that is known to be secret. */
        UNKNOWN,
        /** Secret, whatever it is. */
        SECRET,
        /** Secret, unless it names a file. */
        SECRET_OR_FILE,
        /** Secret, unless it is an ordinary word, a number or a file: {@code --sort-key name}. */
        SECRET_IF_ODD,
        /** An address whose path is secret. */
        HOOK,
        /** An address or a list of pairs that may hold a password. */
        CONNECTION
    }

    private static final int LONGEST = 160;

    private static final Set<String> SECRETS = words("""
            password passwords passwd passphrase passphrases passcode passwort kennwort pass pwd pw pwds secret secrets token bearer jwt pat
            psk otp totp mfa pin mnemonic authorization apikey apikeys apitoken authkey senha contraseña contrasena
            requirepass masterauth storepass keypass""");

    private static final Set<String> SECRETS_OR_FILES =
            words("credential credentials creds cred cookie cookies signature sig signatures auth auths");

    private static final Set<String> SECRETS_IF_ODD = words("key keys session sid");

    /** Ends of a single word, as in {@code PGPASSWORD} and {@code authtoken}. */
    private static final List<String> SECRET_ENDS = List.of(
            "password", "passwd", "passphrase", "passcode", "passwort", "kennwort", "secret", "token", "apikey", "pwd");

    private static final List<String> FOREIGN = List.of("пароль", "секрет", "токен", "密码", "密碼", "パスワード", "비밀번호");

    /** Words that end in {@code pass} and are none. */
    private static final List<String> NO_PASSES = List.of(
            "bypass",
            "compass",
            "surpass",
            "trespass",
            "overpass",
            "underpass",
            "multipass",
            "singlepass",
            "onepass",
            "twopass",
            "highpass",
            "lowpass",
            "bandpass",
            "allpass",
            "lastpass",
            "keepass",
            "sshpass",
            "prepass");

    /** Which key it is: such a key is secret, whatever it is, unless it names a file. */
    private static final Set<String> KEYS = words("""
            api access private secret signing encryption encrypt decryption account shared master license licence session storage service
            subscription auth authorization app application client deploy deployment admin root management write ingest ingestion
            ssh pgp gpg aes hmac jwt crypt cipher webhook vault bot device license activation product""");

    /** Which key it is: such a key names something. */
    private static final Set<String> NAMES = words("""
            public pub primary foreign sort partition hash range cache group index join host map hot object row column label tag config
            metadata topic routing idempotency translation lookup registry order record state state-file field dict json yaml unique
            composite candidate natural surrogate shard reduce by""");

    /** Tokens of texts, not of doors: {@code --eos-token}, {@code --max-token}. */
    private static final Set<String> COUNTED = words("""
            max min num n count total limit per eos bos pad unk mask sep cls stop special start end image first last new
            continuation next page prompt completion budget input output""");

    /** Passes of an algorithm: {@code --second-pass}. */
    private static final Set<String> PASSES =
            words("one two single multi first second third by through low high band all render");

    /** Words behind a name that do not change what it is. */
    private static final Set<String> QUALIFIERS = words("""
            value string str text b64 base64 base32 raw hex plain plaintext cleartext data content bytes prod production dev development
            test testing staging stage live main backup old new current previous primary secondary default ro rw""");

    /** Options that take no value, by their first word: {@code --no-password}, {@code --ask-pass}. */
    private static final Set<String> FLAGS =
            words("no ask prompt skip disable without require requires show hide generate verify validate with list "
                    + "print enable");

    private static final Set<String> COMPOUNDS =
            words("pass-phrase seed-phrase recovery-phrase pass-code pass-word session-id");

    private static final Set<String> CONNECTIONS = words(
            "dsn connection-string connectionstring connstr conn-str connection-uri database-url db-url database-uri");

    private static final Set<String> ADDRESSES = words("webhook webhooks hook-url hook-uri url uri endpoint address");

    static Set<String> words(String text) {
        return Set.copyOf(List.of(text.strip().split("\\s+")));
    }

    /** @param name with or without its dashes */
    public static Kind kind(String name) {
        if (name.length() > LONGEST) {
            return kind(name.substring(name.length() - LONGEST));
        }
        for (String foreign : FOREIGN) {
            if (name.toLowerCase(Locale.ROOT).endsWith(foreign)) {
                return Kind.SECRET;
            }
        }
        List<String> words = unqualified(parted(name));
        if (words.isEmpty()) {
            return Kind.UNKNOWN;
        }
        String last = words.get(words.size() - 1);
        String before = words.size() > 1 ? words.get(words.size() - 2) : "";
        if (words.contains("webhook") && ADDRESSES.contains(last)) {
            return Kind.HOOK;
        }
        if (CONNECTIONS.contains(last) || CONNECTIONS.contains(before + "-" + last)) {
            return Kind.CONNECTION;
        }
        if (COMPOUNDS.contains(before + "-" + last)
                || (last.equals("hash") && isSecret(before))
                || (last.equals("passe") && words.contains("mot"))) {
            return Kind.SECRET;
        }
        if (last.equals("id") && before.equals("secret")) {
            return Kind.SECRET_IF_ODD;
        }
        return kind(before, last);
    }

    /** Whether the name is one of an option that takes no value as its next word. */
    public static boolean isFlag(String name) {
        List<String> words = parted(name);
        return words.size() > 1 && FLAGS.contains(words.get(0));
    }

    private static Kind kind(String before, String last) {
        if ((last.endsWith("token") && COUNTED.contains(before)) || (last.equals("pass") && PASSES.contains(before))) {
            return Kind.UNKNOWN;
        }
        if (isSecret(last)) {
            return Kind.SECRET;
        }
        if (SECRETS_OR_FILES.contains(last) || last.endsWith("credentials") || last.endsWith("creds")) {
            return Kind.SECRET_OR_FILE;
        }
        if (last.equals("key") || last.equals("keys")) {
            return KEYS.contains(before)
                    ? Kind.SECRET_OR_FILE
                    : NAMES.contains(before) ? Kind.UNKNOWN : Kind.SECRET_IF_ODD;
        }
        if (last.endsWith("key") && KEYS.contains(last.substring(0, last.length() - 3))) {
            return Kind.SECRET_OR_FILE;
        }
        return SECRETS_IF_ODD.contains(last) ? Kind.SECRET_IF_ODD : Kind.UNKNOWN;
    }

    private static boolean isSecret(String word) {
        if (SECRETS.contains(word)) {
            return true;
        }
        for (String end : SECRET_ENDS) {
            if (word.endsWith(end)) {
                return true;
            }
        }
        return word.endsWith("pass") && NO_PASSES.stream().noneMatch(word::endsWith);
    }

    /** Without the part after the word that names the kind of secret; that word always stays. */
    private static List<String> unqualified(List<String> words) {
        int size = words.size();
        while (size > 1 && QUALIFIERS.contains(words.get(size - 1))) {
            size--;
        }
        return words.subList(0, size);
    }

    /** {@code --openaiApiKey2} is openai, api, key. */
    private static List<String> parted(String name) {
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= name.length(); i++) {
            char c = i < name.length() ? name.charAt(i) : '-';
            boolean letter = Character.isLetterOrDigit(c);
            boolean begins = letter && start >= 0 && isHump(name, i);
            if (start >= 0 && (!letter || begins)) {
                add(words, name.substring(start, i));
                start = -1;
            }
            if (letter && start < 0) {
                start = i;
            }
        }
        return words;
    }

    /** Whether a new word begins here: {@code api|Key}, {@code API|Key}. */
    private static boolean isHump(String name, int i) {
        if (!Character.isUpperCase(name.charAt(i))) {
            return false;
        }
        return !Character.isUpperCase(name.charAt(i - 1))
                || (i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1)));
    }

    private static void add(List<String> words, String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        int end = lower.length();
        while (end > 0 && Character.isDigit(lower.charAt(end - 1))) {
            end--;
        }
        String bare = QUALIFIERS.contains(lower) ? lower : lower.substring(0, end);
        if (!bare.isEmpty()) {
            words.add(bare);
        }
    }
}
