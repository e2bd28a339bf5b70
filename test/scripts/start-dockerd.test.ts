import { expect, test } from 'vitest'
import { explain } from '../../scripts/setup/start-dockerd.mjs'

// Last lines of real daemons that could not start.
test.each([
  [
    'failed to start daemon: Error initializing network controller: error obtaining controller instance: failed to create NAT chain DOCKER: iptables failed: iptables -t nat -N DOCKER: Permission denied (you must be root)',
    'iptables',
  ],
  ['failed to start daemon: Devices cgroup isn’t mounted', 'cgroups'],
  [
    'failed to start daemon: error initializing graphdriver: driver not supported: overlay2',
    '/var/lib/docker must not lie on an overlay',
  ],
  ['chmod /var/lib/docker: operation not permitted', 'it lacks rights'],
  ['something nobody has seen yet', 'the end of its log says why'],
])('%s', (log, words) => {
  expect(explain(log)).toContain(words)
})
