# shellcheck shell=sh
# Read by the launcher: where this package has its settings file.
: "${SHARED_SERVICES_CONFIG:=/etc/shared-services/quartz.properties}"
export SHARED_SERVICES_CONFIG
