package io.tekton.sharedservices.cleanup.match;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The built-in protect rules: what keeps a host, its logins and its data running is never ended, whatever a match rule
 * says. Programs by the names that their own documentation gives them; titles and kernel names for those that rename
 * themselves ({@code setproctitle(3)}, {@code PR_SET_NAME} of {@code prctl(2)}).
 */
public final class Protections {
    public static final Map<String, String> DEFAULTS = defaults();

    private Protections() {}

    /** All of them, whatever the settings say. */
    public static Rules rules() {
        return new Rules(
                List.of(),
                DEFAULTS.entrySet().stream()
                        .map(rule -> RuleParser.protect(rule.getKey(), rule.getValue()))
                        .toList());
    }

    private static Map<String, String> defaults() {
        Map<String, String> rules = new LinkedHashMap<>();
        rules.put(
                "init",
                "program=init,systemd,systemd-*,launchd,runit,runit-init,runsvdir,runsv,s6-svscan,s6-supervise,s6-linux-init*,"
                        + "openrc*,dinit,shepherd,upstart,supervisord,supervise-daemon,monit,tini,tini-static,dumb-init,docker-init,"
                        + "catatonit,dbus-daemon,dbus-broker*");
        rules.put("init-script", "script=supervisord,circusd");
        rules.put("init-title", "title=\"(sd-pam)\",init*,systemd*,runsvdir*,PM2*");
        rules.put("sshd", "program=sshd,sshd-session,sshd-auth,dropbear,tinysshd,in.sshd");
        rules.put("sshd-title", "title=sshd:*,sshd-session:*,sshd-auth:*");
        rules.put(
                "login",
                "program=login,agetty,getty,mingetty,fgetty,su,gdm,gdm3,gdm-*,lightdm,sddm,sddm-helper,xdm,kdm,lxdm,slim,greetd,"
                        + "loginwindow,elogind,elogind-daemon");
        rules.put("login-shell", "program=*sh,-*sh,nu,elvish,xonsh,pwsh session=leader");
        rules.put(
                "desktop",
                "program=Xorg,X,Xwayland,Xvnc,Xtigervnc,xinit,startx,gnome-session*,gnome-shell,startplasma*,plasmashell,ksmserver,"
                        + "kwin_*,xfce4-session,mate-session,cinnamon-session*,lxsession,lxqt-session,budgie-*,sway,Hyprland,hyprland,"
                        + "weston,wayfire,river,labwc,i3,openbox,awesome,WindowServer,xrdp,xrdp-sesman");
        rules.put("multiplexer", "program=tmux,tmux-*,screen,SCREEN,zellij,byobu*,abduco,dtach,mosh-server,etserver");
        rules.put("multiplexer-title", "title=tmux:*,screen:*,SCREEN*");
        rules.put("multiplexer-name", "name=\"tmux: *\",screen,SCREEN,zellij");
        rules.put(
                "database",
                "program=postgres,postmaster,mysqld,mysqld_safe,mariadbd,mariadbd-safe,mongod,mongos,redis-server,redis-sentinel,"
                        + "valkey-server,valkey-sentinel,keydb-server,dragonfly,memcached,clickhouse,clickhouse-server,etcd,cockroach,"
                        + "influxd,qdrant,arangod,rethinkdb,couchdb,sqlservr,oracle,tnslsnr,slapd,pgbouncer");
        rules.put(
                "database-title", "title=postgres:*,*redis-server*,*valkey-server*,*keydb-server*,mysqld*,pgbouncer*");
        rules.put("database-name", "name=postgres,mysqld,mariadbd,mongod,redis-server,valkey-server");
        rules.put(
                "containers",
                "program=dockerd,containerd,containerd-shim*,docker-proxy,docker-containerd*,runc,crun,youki,kata-*,runsc*,podman,conmon,"
                        + "conmonrs,crio,cri-o,cri-dockerd,kubelet,k3s,k3s-server,k3s-agent,k0s,rke2,lxcfs,lxc-*,lxd,incusd,buildkitd,"
                        + "rootlesskit,slirp4netns,pasta,netavark,aardvark-dns,libvirtd,virtqemud,qemu-system-*");
        rules.put("containers-title", "title=*containerd*,*k3s*,conmon*,\"[lxc monitor]*\"");
        return Collections.unmodifiableMap(rules);
    }
}
