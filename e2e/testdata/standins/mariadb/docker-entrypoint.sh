#!/bin/sh
# Starts MariaDB as the official image does, on a data directory that was made with the
# image. The server makes the user before it listens.
set -eu

cat >/tmp/users.sql <<SQL
CREATE DATABASE IF NOT EXISTS $MARIADB_DATABASE;
CREATE OR REPLACE USER $MARIADB_USER IDENTIFIED BY '$MARIADB_PASSWORD';
GRANT ALL ON $MARIADB_DATABASE.* TO $MARIADB_USER;
SQL
exec mariadbd --no-defaults --user=root --datadir=/var/lib/mysql --socket=/run/mysqld.sock --init-file=/tmp/users.sql "$@"
