package io.tekton.sharedservices.web.route;

import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.settings.InvalidValueException;
import io.tekton.sharedservices.settings.Moments;
import io.tekton.sharedservices.settings.Values;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of a request by type; those that nobody asked for are faults, and so are bad ones, with what is
 * allowed.
 */
public final class Parameters {
    private static final int DEFAULT_LIMIT = 50;
    private static final int LARGEST_LIMIT = 1_000_000;

    private final Map<String, List<String>> given;

    private Parameters(Map<String, List<String>> given) {
        this.given = given;
    }

    /**
     * @param query as it was sent; null for none
     * @param allowed what may be given
     */
    static Parameters of(@Nullable String query, List<Input> allowed) throws ProblemException {
        Map<String, List<String>> given = new LinkedHashMap<>();
        for (String part : query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = part.indexOf('=');
            Input input = input(decoded(equals < 0 ? part : part.substring(0, equals)), allowed);
            List<String> values = given.computeIfAbsent(input.name(), key -> new ArrayList<>());
            values.add(equals < 0 ? "" : decoded(part.substring(equals + 1)));
            if (!input.repeatable() && values.size() > 1) {
                throw new ProblemException(
                        ProblemCode.BAD_PARAMETER, "the parameter " + input.name() + " may be given once");
            }
        }
        return new Parameters(given);
    }

    private static Input input(String name, List<Input> allowed) throws ProblemException {
        for (Input input : allowed) {
            if (input.name().equals(name)) {
                return input;
            }
        }
        String names = allowed.stream().map(Input::name).collect(Collectors.joining(", "));
        throw new ProblemException(
                ProblemCode.BAD_PARAMETER,
                "there is no parameter '" + shown(name) + "' here; "
                        + (allowed.isEmpty() ? "none is allowed" : "allowed: " + names));
    }

    static String decoded(String text) throws ProblemException {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemCode.BAD_PARAMETER, "'" + shown(text) + "' is not URL-encoded");
        }
    }

    List<String> all(String name) {
        return given.getOrDefault(name, List.of());
    }

    @Nullable
    public String text(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? null : values.get(0);
    }

    public String required(String name, String allowed) throws ProblemException {
        String value = text(name);
        if (value == null || value.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.BAD_PARAMETER, "the parameter " + name + " is missing; allowed: " + allowed);
        }
        return value;
    }

    public int limit() throws ProblemException {
        Long limit = number("limit", 1, LARGEST_LIMIT);
        return limit == null ? DEFAULT_LIMIT : limit.intValue();
    }

    /** @param parser throws {@link InvalidValueException} */
    private <T> @Nullable T value(String name, Function<String, T> parser) throws ProblemException {
        String value = text(name);
        return value == null ? null : value(name, value, parser);
    }

    private static <T> T value(String name, String value, Function<String, T> parser) throws ProblemException {
        try {
            return parser.apply(value);
        } catch (InvalidValueException e) {
            throw wrong(name, value, e.allowed() + e.meant());
        }
    }

    @Nullable
    public Long number(String name, long min, long max) throws ProblemException {
        return value(name, Values.number(min, max));
    }

    public static long number(String name, String value, long min, long max) throws ProblemException {
        return value(name, value, Values.number(min, max));
    }

    @Nullable
    public Integer pid(String name) throws ProblemException {
        return value(name, Values.integer(1, Integer.MAX_VALUE));
    }

    public boolean bool(String name) throws ProblemException {
        return "true".equals(oneOf(name, List.of("true", "false")));
    }

    @Nullable
    public String oneOf(String name, List<String> allowed) throws ProblemException {
        return value(name, Values.oneOf(allowed));
    }

    /** A constant of an enum, in any case, with {@code -} or {@code _}. */
    public <E extends Enum<E>> @Nullable E constant(String name, Class<E> type) throws ProblemException {
        return value(name, Values.named(type));
    }

    /** {@code 2h} ago, a date, or an ISO time; without an offset in this zone. */
    @Nullable
    public Instant moment(String name, Clock clock, ZoneId zone) throws ProblemException {
        // A plus sign that was not encoded arrives as a blank.
        return value(
                name,
                text -> Moments.parse(
                        text.replaceFirst("(:[0-9.]+) (\\d{2}(:?\\d{2})?)$", "$1+$2"), clock, () -> zone));
    }

    /** What {@link #asker} reads. */
    public static final Input[] ASKER = {
        Input.of("whole", "boolean", "whether given holds all settings of the client"),
        Input.of("asker", "Pid", "a process that is never touched, nor its ancestors")
                .repeated(),
        Input.of("given", "string", "a setting of the client, as KEY=VALUE; must be as the daemon has it")
                .repeated()
    };

    /** The command that asks, as its client describes it: pids and settings. */
    public static ClientContext asker(Call call) throws ProblemException {
        Parameters given = call.parameters();
        Set<Integer> pids = new HashSet<>();
        for (String pid : given.all("asker")) {
            pids.add((int) number("asker", pid, 1, Integer.MAX_VALUE));
        }
        Map<String, String> settings = new HashMap<>();
        for (String setting : given.all("given")) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw wrong("given", setting, "KEY=VALUE");
            }
            settings.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return new ClientContext(pids, settings, given.bool("whole"));
    }

    public static ProblemException wrong(String name, String value, String allowed) {
        return new ProblemException(
                ProblemCode.BAD_PARAMETER, name + " '" + shown(value) + "' is not allowed; allowed: " + allowed);
    }

    private static String shown(String text) {
        String safe = text.replaceAll("\\p{C}", "?");
        return safe.length() > 100 ? safe.substring(0, 100) + "..." : safe;
    }
}
