#!/bin/sh
MYSQL_PWD=$MARIADB_PASSWORD exec mariadb --no-defaults --host=127.0.0.1 --user="$MARIADB_USER" --execute="SELECT 1"
