package io.tekton.sharedservices.store.database;

import com.zaxxer.hikari.HikariDataSource;
import io.tekton.sharedservices.concurrent.Uninterrupted;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.store.chain.ChainEnds;
import io.tekton.sharedservices.store.chain.ChainHead;
import io.tekton.sharedservices.store.chain.Rebuild;
import io.tekton.sharedservices.store.sql.NamedParameters;
import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.store.sql.StoreFiles;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * The open H2 file of the store. All that is written goes through one connection, in turns from the first statement to
 * the commit; readers work beside each other and beside the writer. Thread-safe.
 *
 * <p>A thread that is in here must not be interrupted: {@code Thread.interrupt()} during H2's file access closes the
 * database for all. An interrupt that came before is put off until the work is done. A database that was closed by an
 * interrupt or by a full disk is opened again by the next use.
 */
public final class Database implements AutoCloseable {

    /** Other readers wait as well meanwhile. */
    private static final Duration LONGEST_WAIT_FOR_READERS = Duration.ofSeconds(1);

    private final H2 file;
    private final StorePools pools;
    private final Jdbi writing;
    private final Jdbi reading;
    private final WriteLock turn;
    private final FileIdentityCheck named;
    private final ChainEnds ends;

    /** Readers share it; who closes the file to write it anew has it alone. */
    private final ReentrantReadWriteLock reopening = new ReentrantReadWriteLock(true);

    private Database(H2 file, StorePools pools) throws IOException {
        this.file = file;
        this.pools = pools;
        this.writing = NamedParameters.in(Jdbi.create(pools.writer()));
        this.reading = NamedParameters.in(Jdbi.create(pools.readers()));
        this.turn = new WriteLock(file.database());
        this.named = new FileIdentityCheck(file.database());
        this.ends = new ChainEnds(new StoreFiles(file.folder()).chainEnds());
    }

    /**
     * @param create whether to make it; otherwise it must be there
     * @throws RuntimeException if H2 does not open it; see {@link H2.Fault#of}
     */
    public static Database open(H2 file, boolean create) {
        if (!create) {
            return connect(file);
        }
        try {
            Connection maker = file.make();
            try {
                return connect(file);
            } finally {
                maker.close();
            }
        } catch (SQLException e) {
            throw new StoreException("could not make the store " + file.database() + ": " + Causes.of(e), e);
        }
    }

    private static Database connect(H2 file) {
        StorePools pools = StorePools.to(file);
        try {
            return new Database(file, pools);
        } catch (RuntimeException | IOException e) {
            pools.close();
            throw e instanceof RuntimeException failure
                    ? failure
                    : new StoreException("the store " + file.database() + " cannot be read: " + Causes.of(e), e);
        }
    }

    public PoolFacts facts() {
        return pools.facts();
    }

    /** For what needs several connections, such as a migration, as long as nobody else writes. */
    DataSource dataSource() {
        return pools.readers();
    }

    /**
     * One transaction, durable once this returns: committed, and synced to the disk.
     *
     * @param what what is being written, for the message of a failure: "run 4711"
     * @throws AuditException if it could not be committed and synced into the file that has the store's name; nothing
     *     of it may then be relied upon
     */
    public <T> T write(String what, Function<Handle, T> work) {
        String action = "write " + what;
        return turn.take(() -> {
            named.confirm(action);
            T result;
            try {
                result = writeNow(action, work);
            } catch (AuditException e) {
                if (!isReadOnlyForNothing(e) || !close(false)) {
                    throw e;
                }
                result = writeNow(action, work);
            }
            named.confirm(action);
            return result;
        });
    }

    private <T> T writeNow(String action, Function<Handle, T> work) {
        ends.begin();
        return guarded(
                action,
                () -> writing.withHandle(handle -> {
                    T result = handle.inTransaction(work::apply);
                    H2.makeDurable(handle);
                    ends.follow(handle);
                    return result;
                }));
    }

    /** H2 opens a file that cannot be written as read-only, and does not check again later. */
    private boolean isReadOnlyForNothing(AuditException failure) {
        return H2.Fault.of(failure) == H2.Fault.READ_ONLY && Files.isWritable(file.database());
    }

    /**
     * Reads one consistent state, over as many statements as the work takes.
     *
     * @throws AuditException if it cannot be read
     */
    public <T> T read(String what, Function<Handle, T> work) {
        return read(what, H2.SNAPSHOT, work);
    }

    /**
     * Reads how many rows tables have, each as of its own moment. Under a snapshot H2 reads every row to count them:
     * 2.5 s for 500,000.
     *
     * @throws AuditException if they cannot be read
     */
    public <T> T count(String what, Function<Handle, T> work) {
        return read(what, TransactionIsolationLevel.READ_COMMITTED, work);
    }

    private <T> T read(String what, TransactionIsolationLevel isolation, Function<Handle, T> work) {
        reopening.readLock().lock();
        try {
            return guarded("read " + what, () -> reading.inTransaction(isolation, work::apply));
        } finally {
            reopening.readLock().unlock();
        }
    }

    /**
     * Where the journal ends: all up to there is durable. Asked often, so it reads the file only if no write is known.
     *
     * @throws AuditException if it cannot be read
     */
    public ChainHead head() {
        ChainHead known = ends.known();
        return known != null ? known : read("the end of the journal", ChainHead::one);
    }

    /** Where the journal ends by the file beside this one. */
    public ChainEnds ends() {
        return ends;
    }

    /**
     * Makes all tables anew from the journal.
     *
     * @return how many events the journal ever had
     * @throws AuditException if it could not; nothing was changed then
     */
    public long rebuild() {
        ChainHead end = ends.read();
        maintain("make missing tables", handle -> {
            Schema.makeMissing(handle);
            return 0;
        });
        return write("the tables made anew", handle -> Rebuild.run(handle, end));
    }

    /** Outside of a transaction, in turn with the writers. */
    void maintain(String what, Function<Handle, Integer> work) {
        turn.take(() -> guarded(what, () -> writing.withHandle(work::apply)));
    }

    /**
     * Writes the file anew where most of it is waste and the disk has room: it is only ever appended to. See
     * {@link #reopen}.
     *
     * @return whether it did
     * @throws AuditException if it could not, or another file or none has the store's name; what is on record is kept
     */
    public boolean tidy() {
        named.confirm("record anything");
        return isWorthTidying() && reopen();
    }

    /**
     * Writes the file anew without what nothing refers to any more, and lets the next use open it. Who wants to read or
     * write meanwhile waits. See {@link H2#shutDown}.
     *
     * @return whether it did; not where a reader took too long
     * @throws AuditException if it could not; what is on record is kept
     */
    public boolean reopen() {
        return turn.take(() -> {
            named.confirm("rewrite what is");
            return close(true);
        });
    }

    /** To be called in turn. @return whether it did; not where a reader took too long */
    private boolean close(boolean tidily) {
        return Uninterrupted.call(() -> {
            if (!awaitReaders()) {
                return false;
            }
            try {
                return shutDown(pools.writer(), tidily);
            } finally {
                pools.giveUpConnections();
                reopening.writeLock().unlock();
            }
        });
    }

    private boolean awaitReaders() {
        try {
            return reopening.writeLock().tryLock(LONGEST_WAIT_FOR_READERS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean isWorthTidying() {
        return file.isWorthCompacting(() -> read("how much of the file is in use", H2::percentInUse));
    }

    private <T> T guarded(String what, Supplier<T> work) {
        return Uninterrupted.call(() -> {
            try {
                return work.get();
            } catch (JdbiException e) {
                pools.giveUpConnections();
                throw new AuditException(
                        "could not " + what + " in the store " + file.database() + ": " + reason(e), e);
            }
        });
    }

    private static String reason(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null && !(deepest instanceof SQLException)) {
            deepest = deepest.getCause();
        }
        return Causes.of(deepest);
    }

    /** Closes H2 by its own command first and the pools after it: the other order lost rows. */
    @Override
    public void close() {
        if (pools.writer().isClosed()) {
            return;
        }
        // A turn that was lost with its thread, and with it the writer's connection, must not keep the file open.
        boolean ours = turn.tryBegin();
        try {
            Uninterrupted.call(() -> shutDown(ours ? pools.writer() : pools.readers(), isToBeTidied()));
        } finally {
            pools.close();
            if (ours) {
                turn.end();
            }
        }
    }

    private boolean isToBeTidied() {
        try {
            return named.isOurs() && isWorthTidying();
        } catch (AuditException e) {
            // it is to be closed all the same
            return false;
        }
    }

    private boolean shutDown(HikariDataSource pool, boolean tidily) {
        try {
            H2.shutDown(pool.getConnection(), tidily);
        } catch (SQLException e) {
            throw new AuditException("could not close the store " + file.database() + " in order: " + Causes.of(e), e);
        }
        if (tidily) {
            try {
                file.closeToOthers();
                // a rename is durable when its folder is synced, and what is acknowledged from now on lies under the
                // new name
                StoreFiles.sync(file.folder());
                named.remember();
            } catch (IOException e) {
                throw new UncheckedIOException("the new file " + file.database() + " cannot be synced to the disk", e);
            }
        }
        return true;
    }
}
