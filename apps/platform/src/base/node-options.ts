/**
 * How Node is started for the service, wherever that is written: the page for operators, `npm run`, load and fault tests,
 * benches. A save lives as long as its commit, longer than the young generation of 16 MB lasts under load: with 64 MB it is
 * not moved by the collector. PostgreSQL, 64 in flight: main thread 3.2 → 2.7 times a bare 204, the collector's threads
 * 0.4 → 0.1, for up to some 100 MB of memory.
 */
export const SERVICE_NODE_OPTIONS = [
  '--max-semi-space-size=64',
  '--disable-warning=ExperimentalWarning',
] as const;
