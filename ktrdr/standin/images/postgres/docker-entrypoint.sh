#!/bin/sh
# Starts PostgreSQL as the official image does: the first start of an empty PGDATA creates the cluster, the user and
# the database behind a server that only the unix socket reaches, and runs /docker-entrypoint-initdb.d.
set -eu

create_cluster() {
	# From standard input: an argument would show in the process list, a file would have to be removed. Without a
	# password, which trust alone allows, initdb is given none.
	if [ -n "${POSTGRES_PASSWORD:-}" ]; then
		printf '%s\n' "$POSTGRES_PASSWORD" |
			initdb --username="$POSTGRES_USER" --pwfile=/dev/stdin --auth-local=trust --auth-host="$POSTGRES_HOST_AUTH_METHOD"
	else
		initdb --username="$POSTGRES_USER" --auth-local=trust --auth-host="$POSTGRES_HOST_AUTH_METHOD"
	fi
	printf '\nhost all all all %s\n' "$POSTGRES_HOST_AUTH_METHOD" >>"$PGDATA/pg_hba.conf"
}

start_private_server() {
	"$@" -c listen_addresses= &
	server=$!
	# What pg_ctl looks at too: a connection that comes too early would leave an error in the log.
	until grep --quiet '^ready' "$PGDATA/postmaster.pid" 2>/dev/null; do
		kill -0 "$server" 2>/dev/null || fail "PostgreSQL stopped while it was being set up; its messages are above"
		sleep 0.1
	done
}

stop_private_server() {
	kill -INT "$server"
	wait "$server"
}

create_database() {
	[ "$POSTGRES_DB" = postgres ] ||
		createdb --username="$POSTGRES_USER" --no-password --maintenance-db=postgres -- "$POSTGRES_DB"
}

run_init_scripts() {
	for script in /docker-entrypoint-initdb.d/*; do
		case $script in
		*.sh)
			echo "running $script"
			if [ -x "$script" ]; then "$script"; else . "$script"; fi
			;;
		*.sql)
			echo "running $script"
			PGDATABASE=$POSTGRES_DB psql --no-psqlrc --no-password --username="$POSTGRES_USER" \
				--set=ON_ERROR_STOP=1 --file="$script"
			;;
		esac
	done
}

fail() {
	echo "$1" >&2
	exit 1
}

case "${1:-}" in
'' | -*) set -- postgres "$@" ;;
esac
[ "$1" = postgres ] || exec "$@"
for argument; do
	case $argument in
	-'?' | --help | -V | --version | --describe-config) exec "$@" ;;
	esac
done

if [ "$(id -u)" = 0 ]; then
	mkdir -p "$PGDATA"
	chmod 0700 "$PGDATA"
	find "$PGDATA" /run/postgresql ! -user postgres -exec chown postgres {} +
	export HOME=/var/lib/postgresql
	exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi

if [ ! -s "$PGDATA/PG_VERSION" ]; then
	export POSTGRES_HOST_AUTH_METHOD="${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}"
	[ -n "${POSTGRES_PASSWORD:-}" ] || [ "$POSTGRES_HOST_AUTH_METHOD" = trust ] ||
		fail "POSTGRES_PASSWORD is empty: set it, the first start gives it to the database's superuser"
	export POSTGRES_USER="${POSTGRES_USER:-postgres}"
	export POSTGRES_DB="${POSTGRES_DB:-$POSTGRES_USER}"
	create_cluster
	start_private_server "$@"
	create_database
	run_init_scripts
	stop_private_server
	echo "PostgreSQL init process complete; ready for start up."
fi
exec "$@"
