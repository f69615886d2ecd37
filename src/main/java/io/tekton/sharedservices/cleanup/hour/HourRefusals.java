package io.tekton.sharedservices.cleanup.hour;

import io.tekton.sharedservices.cleanup.hour.PlatformHour.Answer;
import io.tekton.sharedservices.cleanup.verdict.AgeText;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.schedule.due.HostClock;
import io.tekton.sharedservices.schedule.due.MinimumInterval;
import io.tekton.sharedservices.text.Causes;
import io.tekton.sharedservices.text.HostTime;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Why a live run may not begin, in sentences for people. */
record HourRefusals(HourFile file, Path platformState) {

    Answer.Refused held() {
        String holder;
        try {
            HourRecord record = file.read();
            holder = record == null ? "" : " The last process that wrote it: " + record.writer() + ".";
        } catch (IOException e) {
            holder = "";
        }
        return new Answer.Refused(
                "platform-held",
                "another process of this user cleans the platform folder " + platformState
                        + " and holds " + file.path() + ", so nothing is signalled here." + holder
                        + " Stop that one, or ask it: --dry-run is always allowed");
    }

    static Answer.Refused unreadable(IOException e) {
        return new Answer.Refused("hour-unreadable", Causes.of(e) + ". Nothing was signalled");
    }

    Answer.Refused unwritable(IOException e) {
        return new Answer.Refused(
                "platform-unwritable",
                "the minimum hour cannot be put on record in the platform's state folder " + platformState
                        + ", so nothing was signalled: " + e + ". This user must be able to write there");
    }

    static Answer.Refused tooSoon(
            HourRecord known, @Nullable Run lastOnRecord, HostClock now, MinimumInterval.Wait wait) {
        String run = known.run() != null ? known.run() : lastOnRecord == null ? "?" : lastOnRecord.id();
        String again = HostTime.text(now.now().plus(wait.left()).plusMillis(999));
        String since = wait.backwards()
                ? "time ran backwards since the last live cleanup (" + run
                        + ") began, so the hour starts when that was noticed"
                : "the last live cleanup (" + run + ") began less than an hour ago";
        return new Answer.Refused(
                "min-interval",
                since + ": the next may begin at " + again + ", in "
                        + AgeText.words(wait.left().plusMillis(999))
                        + ". Use --force to override. --dry-run is always allowed");
    }
}
