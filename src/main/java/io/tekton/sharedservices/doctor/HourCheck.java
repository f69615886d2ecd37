package io.tekton.sharedservices.doctor;

import io.tekton.sharedservices.cleanup.hour.HourFile;
import io.tekton.sharedservices.cleanup.hour.HourRecord;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Whether the files of the minimum hour can be believed; else every live cleanup is refused. */
public final class HourCheck {
    private static final String NAME = "minimum hour";

    private HourCheck() {}

    /**
     * @param folder where this user's file is, or will be made
     * @param others folders whose file applies too, while there is one
     */
    public static Check of(Path folder, List<Path> others) {
        List<HourFile> files = Stream.concat(Stream.of(folder), others.stream())
                .map(HourFile::new)
                .toList();
        String found = "no live cleanup is on record in " + folder;
        try {
            for (HourFile file : files) {
                HourRecord record = file.read();
                if (record != null) {
                    found = file.path() + " can be read";
                }
            }
        } catch (IOException e) {
            return Check.bad(
                    NAME, "every live cleanup is refused (hour-unreadable): " + Causes.of(e), "as the message says");
        }
        return Check.good(NAME, found);
    }
}
