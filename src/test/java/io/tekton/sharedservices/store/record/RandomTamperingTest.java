package io.tekton.sharedservices.store.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.ChainCheck.Broken;
import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.store.RawSql;
import io.tekton.sharedservices.store.Tamperer;
import io.tekton.sharedservices.store.chain.ChainVerifier;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.Trials;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody changes, deletes, inserts, swaps and cuts off, anywhere in the tables that the chain covers. */
@Tag(Rounds.LONG_FORM)
class RandomTamperingTest {
    @TempDir
    Path temp;

    @Test
    void everyEditIsSeen() throws Exception {
        EveryRecord.in(temp.resolve("state")).close();
        try (Trials trials = Trials.of("tampering shows", "random edits", Rounds.of(30, 12_000));
                Connection connection = RawSql.ofStore(temp.resolve("state"));
                Handle handle = Jdbi.create(connection).open()) {
            assertThat(verify(handle)).isInstanceOf(Intact.class);
            Tamperer tamperer = new Tamperer(handle, trials.random());
            List<String> unseen = new ArrayList<>();
            while (trials.next()) {
                Optional<String> edit = Optional.empty();
                while (edit.isEmpty()) {
                    handle.begin();
                    edit = tamperer.edit();
                    if (edit.isPresent()) {
                        if (verify(handle) instanceof Broken) {
                            trials.kept();
                        } else {
                            unseen.add(trials.which() + ": " + edit.get());
                        }
                    }
                    handle.rollback();
                }
            }
            assertThat(unseen).as("edits that went unseen").isEmpty();
            assertThat(verify(handle)).as("all taken back").isInstanceOf(Intact.class);
        }
    }

    private static ChainCheck verify(Handle handle) {
        return new ChainVerifier(handle).verify(null);
    }
}
