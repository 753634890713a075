#!/bin/sh
# What tests use when it is there: PostgreSQL to compare with, Prometheus for dashboards and alerts.
set -eu
sudo apt-get update -qq
sudo apt-get install -y -qq --no-install-recommends postgresql prometheus
npm ci --no-audit --no-fund
