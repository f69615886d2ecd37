package io.tekton.sharedservices.fleet.centre;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.quartz.Job;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.spi.ClassLoadHelper;

/**
 * Reads jobs from the centre's rows without a class of any name that a row has: what a job does follows from its own
 * name, in this program. Made by Quartz, by its name.
 */
public final class KeeperDelegate extends PostgreSQLDelegate {
    /** What each row says; never run. */
    public static final class Named implements Job {
        @Override
        public void execute(org.quartz.JobExecutionContext context) {
            throw new IllegalStateException("the job factory of the keeper makes its jobs by their names");
        }
    }

    private static final class OneClass implements ClassLoadHelper {
        @Override
        public void initialize() {
            // nothing is looked for
        }

        @Override
        public Class<?> loadClass(String name) {
            return Named.class;
        }

        @Override
        @SuppressWarnings("unchecked") // a job is all that is loaded by this
        public <T> Class<? extends T> loadClass(String name, Class<T> type) {
            return (Class<? extends T>) Named.class;
        }

        @Override
        public @Nullable URL getResource(String name) {
            return null;
        }

        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
            return null;
        }

        @Override
        public ClassLoader getClassLoader() {
            return KeeperDelegate.class.getClassLoader();
        }
    }

    @Override
    public JobDetail selectJobDetail(Connection connection, JobKey key, ClassLoadHelper ignored)
            throws ClassNotFoundException, IOException, SQLException {
        return super.selectJobDetail(connection, key, new OneClass());
    }
}
