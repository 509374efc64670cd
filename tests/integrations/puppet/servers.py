# SPDX-License-Identifier: MIT
"""A machine with Debian's PostgreSQL, PuppetDB and puppetserver, on their usual ports of a network of its own."""
import subprocess

from kit import waiting
from machine import Machine, said

PUPPET_CONF = """
[main]
server = puppet
[server]
autosign = true
storeconfigs = true
storeconfigs_backend = puppetdb
"""
ROUTES = """---
server:
  facts:
    terminus: puppetdb
    cache: yaml
"""
JETTY = """[jetty]
host = 127.0.0.1
port = 8080
ssl-host = 127.0.0.1
ssl-port = 8081
ssl-key = /etc/puppetdb/ssl/private.pem
ssl-cert = /etc/puppetdb/ssl/public.pem
ssl-ca-cert = /etc/puppetdb/ssl/ca.pem
"""
DATABASE = """[database]
subname = //127.0.0.1:5432/puppetdb
username = puppetdb
password = unused
"""
WEBSERVER = """webserver: {
    access-log-config: /etc/puppet/puppetserver/request-logging.xml
    client-auth: want
    ssl-host: 127.0.0.1
    ssl-port: 8140
}
"""
POSTGRES = "/usr/lib/postgresql/15/bin"
# For servers that live for minutes: no optimising compiler, which costs more time than it saves here.
QUICK = ("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
PUPPETDB = ("-Xmx512m", "-Djava.security.egd=/dev/urandom", "-cp", "/usr/share/puppetdb/puppetdb.jar",
            "clojure.main", "-m", "puppetlabs.puppetdb.core", "services", "--config", "/etc/puppetdb/conf.d",
            "--bootstrap-config", "/etc/puppetdb/bootstrap.cfg", "--restart-file", "/run/puppetdb/restart")
PUPPETSERVER = ("-Xms512m", "-Xmx1g", "-Djruby.logger.class=com.puppetlabs.jruby_utils.jruby.Slf4jLogger",
                "-Djruby.lib=/usr/share/jruby/lib", "-jar", "/usr/share/puppetserver/puppetserver.jar",
                "--config", "/etc/puppet/puppetserver/conf.d",
                "--bootstrap-config", "/etc/puppet/puppetserver/services.d",
                "--restart-file", "/run/puppetserver/restart")
AS_POSTGRES = ("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups")
PSQL = (*AS_POSTGRES, "psql", "-qAt", "-d")
GUARD = 600  # seconds; only a server that will never answer takes that long


class Server(Machine):
    """puppet.example; `serve` starts what it is for, `serve_database` PuppetDB alone, and close ends it."""

    def __init__(self, java=QUICK):
        super().__init__("puppet.example")
        self.java, self.processes = java, []

    def serve_database(self):
        self.start_postgres()
        self.configure()
        self.start_as("puppetdb", (*self.java, *PUPPETDB))
        self.wait("puppetdb", "http://127.0.0.1:8080/status/v1/services/puppetdb-status", '"state":"running"')

    def serve(self):
        self.serve_database()
        self.start_as("puppet", (*self.java, *PUPPETSERVER))
        self.wait("puppetserver", "https://puppet:8140/status/v1/simple", "running")

    def start_as(self, user, command):
        """A server as its own user, with what it says in a file of the test."""
        log = open(self.folder / f"{user}.log", "wb")
        self.processes.append(self.start("setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", *command,
                                         stdout=log, stderr=log))

    def wait(self, name, url, word):
        """Until the server says that it runs; what it logged is shown if it never does."""
        def runs():
            # Not by run, which would tell of each refusal until the server listens.
            done = subprocess.run(self.words(("curl", "-sk", url)), capture_output=True, text=True, check=False)
            if any(process.poll() is not None for process in self.processes):
                raise TimeoutError("a server has ended by itself")
            return word in done.stdout

        try:
            waiting.wait_for(runs, name, GUARD, pause=1)
        except TimeoutError as error:
            logs = "".join(path.read_text(errors="replace")[-3000:] for path in self.folder.glob("*.log"))
            raise RuntimeError(f"{name} does not answer: {error}\n{logs}") from error

    def start_postgres(self):
        self.run("install", "-d", "-o", "postgres", "/var/xf-postgres", "/run/postgresql", check=True)
        self.run(*AS_POSTGRES, f"{POSTGRES}/initdb", "-D", "/var/xf-postgres", "-A", "trust", "--no-sync", check=True)
        self.start_as("postgres", (f"{POSTGRES}/postgres", "-D", "/var/xf-postgres", "-h", "127.0.0.1", "-F"))
        ask = " ".join((*PSQL, "postgres", "-c", "'select 1'"))
        self.run("sh", "-c", f"for i in $(seq {GUARD}); do {ask} && exit; sleep 1; done 2>&1")
        self.sql("postgres", "create role puppetdb login", "create database puppetdb owner puppetdb")
        self.sql("puppetdb", "create extension pg_trgm")

    def sql(self, database, *statements):
        """What PostgreSQL answers, as text."""
        words = [word for statement in statements for word in ("-c", statement)]
        return self.run(*PSQL, database, *words, check=True).stdout

    def configure(self):
        for path, text in (("/etc/puppet/puppet.conf", PUPPET_CONF), ("/etc/puppet/routes.yaml", ROUTES),
                           ("/etc/puppet/puppetdb.conf", "[main]\nserver_urls = https://puppetdb:8081\n"),
                           ("/etc/puppet/puppetserver/conf.d/webserver.conf", WEBSERVER),
                           ("/etc/puppetdb/conf.d/jetty.ini", JETTY), ("/etc/puppetdb/conf.d/database.ini", DATABASE)):
            self.write(path, text)
        self.run("install", "-d", "-o", "puppet", "/run/puppetserver", check=True)
        self.run("install", "-d", "-o", "puppetdb", "/run/puppetdb", "/etc/puppetdb/ssl", check=True)
        self.run("puppetserver", "ca", "setup", "--subject-alt-names", "puppet,puppetdb,puppet.example", check=True)
        ssl = "/var/lib/puppet/ssl"
        for source, name in (("private_keys/puppet.example", "private"), ("certs/puppet.example", "public"),
                             ("certs/ca", "ca")):
            target = f"/etc/puppetdb/ssl/{name}.pem"
            self.run("install", "-o", "puppetdb", "-m", "600", f"{ssl}/{source}.pem", target, check=True)
        self.run("chown", "-R", "puppet:puppet", ssl, "/etc/puppet/puppetserver", check=True)

    def query(self, pql):
        """What PuppetDB answers."""
        return said(self.run("curl", "-sG", "http://127.0.0.1:8080/pdb/query/v4", "--data-urlencode", f"query={pql}"))

    def close(self):
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        super().close()
