package io.tekton.sharedservices.web.route;

import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.journal.AuditEvent;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How browsers log in: a link is valid once and for a short time, and is given only to a client with the token. It is
 * exchanged for a session's secret, which is renewed while the page is open. A status page has a secret of its own,
 * which lasts longer and only reads. Only digests of secrets are kept, in memory and in a file. Thread-safe.
 */
public final class Logins {
    /** How long a link is good. */
    public static final Duration LINK = Duration.ofMinutes(2);

    /** A session ends after this. */
    static final Duration SESSION = Duration.ofHours(24);

    /** A status page ends after this. */
    static final Duration WALL = Duration.ofDays(365);

    /** A renewed secret is good so long, for what other tabs have asked with it already. */
    static final Duration RENEWED = Duration.ofMinutes(1);

    private static final int MOST_LINKS = 16;
    private static final int MOST_SESSIONS = 32;
    private static final int SECRET_BYTES = 32;
    private static final int NAME_BYTES = 3;
    private static final int LONGEST_OWNER = 60;
    private static final String SESSION_SCHEME = "session ";
    private static final String WALL_SCHEME = "wall ";

    private final Clock clock;
    private final SessionFile file;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Link> links = new LinkedHashMap<>();
    private final Map<String, Open> sessions = new LinkedHashMap<>();
    private final Attempts attempts = new Attempts();

    /** Sessions that end with the process. */
    public Logins(Clock clock) {
        this(clock, SessionFile.none());
    }

    /** @param file of sessions that an earlier process opened */
    public Logins(Clock clock, SessionFile file) {
        this.clock = clock;
        this.file = file;
        file.read().forEach(kept -> sessions.put(kept.digest(), new Open(kept)));
    }

    private record Link(String owner, Instant until) {}

    private static final class Open {
        private final KeptSession kept;
        private @Nullable Instant used;

        Open(KeptSession kept) {
            this.kept = kept;
        }

        DashboardSession session() {
            return kept.session();
        }
    }

    /** A secret for its owner, and what it opens. */
    public record Opened(String secret, DashboardSession session) {}

    /**
     * A session that has not ended.
     *
     * @param name how it appears on record, and is revoked
     * @param wall whether it is a status page
     * @param since when it was opened
     * @param until when it ends at the latest
     * @param usedAt when it was used last; null if it was not since the daemon started
     */
    public record Listed(
            String name,
            boolean wall,
            Instant since,
            Instant until,
            @Nullable Instant usedAt) {}

    /**
     * A new link's secret.
     *
     * @param actor the person at the command line, such as {@code op@command-line}
     */
    public synchronized String link(String actor) {
        Instant now = clock.instant();
        links.values().removeIf(link -> !now.isBefore(link.until()));
        dropOldest(links, MOST_LINKS);
        String secret = secret(SECRET_BYTES);
        links.put(AuditEvent.sha256(secret), new Link(owner(actor), now.plus(LINK)));
        return secret;
    }

    private static String owner(String actor) {
        int at = actor.indexOf('@');
        String owner = at > 0 ? actor.substring(0, at) : actor;
        return owner.length() > LONGEST_OWNER ? owner.substring(0, LONGEST_OWNER) : owner;
    }

    /**
     * Exchanges a link for a session; the link is used up.
     *
     * @throws ProblemException if there is no such link any more, or after this one was tried too often
     */
    public synchronized Opened open(String linkSecret) throws ProblemException {
        Instant now = clock.instant();
        String digest = AuditEvent.sha256(linkSecret);
        Link link = links.remove(digest);
        if (link == null || !now.isBefore(link.until())) {
            if (attempts.tooMany(digest, now)) {
                throw new ProblemException(
                        ProblemCode.TOO_MANY_ATTEMPTS,
                        "this link was tried " + Attempts.MOST + " times in vain; another one is not affected");
            }
            attempts.failed(digest, now);
            throw new ProblemException(
                    ProblemCode.NO_SUCH_LINK,
                    "a link is good once and for " + LINK.toMinutes()
                            + " minutes; \"shared-services dashboard\" makes a new one");
        }
        return begin(false, link.owner() + "@dashboard-" + secret(NAME_BYTES), now, now.plus(SESSION));
    }

    /** A secret that a status page shows for a year. */
    public synchronized Opened wall(String actor) {
        Instant now = clock.instant();
        return begin(true, owner(actor) + "@wall-" + secret(NAME_BYTES), now, now.plus(WALL));
    }

    private Opened begin(boolean wall, String actor, Instant since, Instant until) {
        Instant now = clock.instant();
        sessions.values().removeIf(open -> isOver(open, now));
        dropOldest(sessions, MOST_SESSIONS);
        String secret = secret(SECRET_BYTES);
        DashboardSession session = new DashboardSession(actor, until);
        String digest = AuditEvent.sha256(secret);
        sessions.put(digest, new Open(new KeptSession(digest, wall, since, session)));
        keep();
        return new Opened(secret, session);
    }

    /** Another secret for the same session, which ends when it would have ended. The old one is good for a minute. */
    public synchronized Opened renew(DashboardSession session) {
        Instant now = clock.instant();
        Instant soon = now.plus(RENEWED);
        Instant since = now;
        for (Map.Entry<String, Open> one : sessions.entrySet()) {
            KeptSession kept = one.getValue().kept;
            if (kept.session().actor().equals(session.actor())) {
                since = kept.since();
                Instant until =
                        kept.session().until().isBefore(soon) ? kept.session().until() : soon;
                one.setValue(new Open(new KeptSession(
                        kept.digest(), kept.wall(), since, new DashboardSession(session.actor(), until))));
            }
        }
        return begin(false, session.actor(), since, session.until());
    }

    private void keep() {
        file.write(sessions.values().stream().map(open -> open.kept).toList());
    }

    /**
     * Whose {@code Authorization} header this is; empty if it belongs to no session, or to one that has ended.
     *
     * @param authorization {@code Session SECRET}, or {@code Wall SECRET} of a status page
     */
    synchronized Optional<DashboardSession> session(String authorization) {
        return of(authorization, SESSION_SCHEME, false);
    }

    synchronized Optional<DashboardSession> wallOf(String authorization) {
        return of(authorization, WALL_SCHEME, true);
    }

    private Optional<DashboardSession> of(String authorization, String scheme, boolean wall) {
        if (!authorization.regionMatches(true, 0, scheme, 0, scheme.length())) {
            return Optional.empty();
        }
        String digest =
                AuditEvent.sha256(authorization.substring(scheme.length()).strip());
        Open open = sessions.get(digest);
        Instant now = clock.instant();
        if (open == null || open.kept.wall() != wall || isOver(open, now)) {
            return Optional.empty();
        }
        open.used = now;
        return Optional.of(open.session());
    }

    /** Whether it has not ended yet. */
    public synchronized boolean goesOn(DashboardSession session) {
        Instant now = clock.instant();
        return sessions.values().stream().anyMatch(open -> open.session().equals(session) && !isOver(open, now));
    }

    /** Those that have not ended, the oldest first; each once, also while an old secret of it is still good. */
    public synchronized List<Listed> list() {
        Instant now = clock.instant();
        Map<String, Listed> listed = new LinkedHashMap<>();
        for (Open open : sessions.values()) {
            if (!isOver(open, now)) {
                KeptSession kept = open.kept;
                Listed before = listed.get(kept.session().actor());
                Instant used = open.used != null || before == null ? open.used : before.usedAt();
                listed.put(
                        kept.session().actor(),
                        new Listed(
                                kept.session().actor(),
                                kept.wall(),
                                kept.since(),
                                kept.session().until(),
                                used));
            }
        }
        return List.copyOf(listed.values());
    }

    public synchronized void end(DashboardSession session) {
        revoke(session.actor());
    }

    /**
     * Ends a session or status page.
     *
     * @return whether there was one of that name
     */
    public synchronized boolean revoke(String name) {
        boolean ended =
                sessions.values().removeIf(open -> open.session().actor().equals(name));
        keep();
        return ended;
    }

    private static boolean isOver(Open open, Instant now) {
        return !now.isBefore(open.session().until());
    }

    private static void dropOldest(Map<String, ?> all, int most) {
        Iterator<String> oldest = all.keySet().iterator();
        while (all.size() >= most && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
    }

    private String secret(int bytes) {
        byte[] secret = new byte[bytes];
        random.nextBytes(secret);
        return HexFormat.of().formatHex(secret);
    }
}
