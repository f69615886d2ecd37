package io.tekton.sharedservices.leftover.proof;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.tekton.sharedservices.json.StrictJson;
import io.tekton.sharedservices.leftover.rule.OwnerPid;
import io.tekton.sharedservices.posix.path.Folder;
import io.tekton.sharedservices.posix.path.SystemCallException;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.text.BoundedMatch;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The process that a file or folder names as its own.
 *
 * @param pid above 0
 * @param startTicks when it started, in ticks since boot; null where that is not said
 */
record NamedProcess(int pid, @Nullable Long startTicks) {
    private static final int MOST_BYTES = 65_536;
    private static final Pattern NUMBERS = Pattern.compile("\\s*(\\d{1,10})(?:[ \\t]+(\\d{1,18}))?\\s*");
    private static final Pattern LINK = Pattern.compile("(.+)-(\\d{1,10})");
    private static final JsonFactory JSON = StrictJson.factory();

    /** The outcome of looking for one. */
    sealed interface Answer {
        record Named(NamedProcess process) implements Answer {}

        record Unknown(String why) implements Answer {}
    }

    /**
     * @param parent holds the file or folder
     * @param host the name of this host, which a link must say
     */
    static Answer of(OwnerPid owner, Folder parent, String name, String host) {
        try {
            if (owner instanceof OwnerPid.InName inName) {
                Answer answer = BoundedMatch.of(
                        inName.pattern(),
                        name,
                        matcher -> matcher.matches()
                                ? numbers(String.valueOf(matcher.group(1)), "its name")
                                : new Answer.Unknown("its name does not fit " + inName.pattern()));
                return answer != null
                        ? answer
                        : new Answer.Unknown("its name takes too many steps for " + inName.pattern());
            }
            if (owner instanceof OwnerPid.InContent) {
                return numbers(text(parent, name), "its content");
            }
            if (owner instanceof OwnerPid.InJson json) {
                return field(parent.read(name, MOST_BYTES), json.field());
            }
            try (Folder folder = parent.open(name)) {
                return owner instanceof OwnerPid.InFile file
                        ? numbers(text(folder, file.name()), file.name())
                        : link(folder.link(((OwnerPid.InLink) owner).name()), host);
            }
        } catch (SystemCallException e) {
            return new Answer.Unknown(
                    e.isMissing() ? "there is no " + owner + " in it" : owner + " cannot be read: " + Causes.of(e));
        } catch (IOException e) {
            return new Answer.Unknown(owner + " cannot be read: " + Causes.of(e));
        }
    }

    private static String text(Folder folder, String name) throws IOException {
        return new String(folder.read(name, MOST_BYTES), StandardCharsets.ISO_8859_1);
    }

    private static Answer numbers(String text, String where) {
        Matcher matcher = NUMBERS.matcher(text);
        if (!matcher.matches()) {
            return new Answer.Unknown(where + " is no pid");
        }
        String start = matcher.group(2);
        return named(matcher.group(1), start == null ? null : Long.valueOf(start), where);
    }

    private static Answer named(String pid, @Nullable Long startTicks, String where) {
        long number = Long.parseLong(pid);
        return number < 1 || number > Integer.MAX_VALUE
                ? new Answer.Unknown(where + " is no pid")
                : new Answer.Named(new NamedProcess((int) number, startTicks));
    }

    private static Answer link(String target, String host) {
        Matcher matcher = LINK.matcher(target);
        if (!matcher.matches()) {
            return new Answer.Unknown("its link does not say HOST-PID");
        }
        return host.equals(matcher.group(1))
                ? named(String.valueOf(matcher.group(2)), null, "its link")
                : new Answer.Unknown("its link names another host than this one");
    }

    private static Answer field(byte[] content, String field) throws IOException {
        try (JsonParser in = JSON.createParser(content)) {
            if (in.nextToken() == JsonToken.START_OBJECT) {
                while (in.nextToken() == JsonToken.FIELD_NAME) {
                    boolean wanted = in.currentName().equals(field);
                    JsonToken value = in.nextToken();
                    if (wanted) {
                        return value == JsonToken.VALUE_NUMBER_INT
                                ? numbers(in.getText(), field)
                                : new Answer.Unknown(field + " is no pid");
                    }
                    in.skipChildren();
                }
            }
            return new Answer.Unknown("there is no field " + field + " in it");
        } catch (JsonProcessingException e) {
            return new Answer.Unknown("it is no JSON");
        }
    }

    /** Why it may live, a sentence; null where it has ended. */
    @Nullable
    String mayLive(ProcessTable table) {
        Reading<ProcessNode> reading = table.node(pid);
        if (reading instanceof Reading.Gone<ProcessNode>) {
            return null;
        }
        if (reading instanceof Reading.Unreadable<ProcessNode> unreadable) {
            return "pid " + pid + " cannot be read: " + unreadable.why();
        }
        ProcessNode node = ((Reading.Present<ProcessNode>) reading).value();
        if (node.zombie()) {
            return null;
        }
        if (startTicks != null && startTicks != node.identity().startTicks()) {
            return null;
        }
        return "pid " + pid + (startTicks == null ? " lives, or another process has its number" : " lives");
    }
}
