#!/bin/sh
# The platform's name for `shared-services run`: the service in the foreground, with the same options.
set -u

path=$0
while [ -L "$path" ]; do
    target=$(readlink "$path") || exit 1
    case $target in
        /*) path=$target ;;
        *) path=$(dirname -- "$path")/$target ;;
    esac
done
folder=$(CDPATH='' cd -- "$(dirname -- "$path")" && pwd -P) || exit 1
exec "$folder/shared-services" run "$@"
