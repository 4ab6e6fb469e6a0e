import { describe, expect, it } from 'vitest'
import { analyze } from '../../../src/index.ts'
import type { Note, Source } from '../../../src/model/index.ts'

/** The notes of one source. */
async function notesOf(log: string): Promise<readonly Note[]> {
  const source: Source = {
    ...{ id: 'kubelet.log', label: 'kubelet.log', path: null, size: null, modifiedUs: null },
    async *open() {
      yield Buffer.from(log)
    },
  }
  return (await analyze([source], { year: 2026 })).notes
}

const klog = (time: string, text: string): string => `E1126 ${time}    1234 controller.go:145] ${text}\n`

describe('notesOf', () => {
  it('names the option that names the node of a source', async () => {
    const notes = await notesOf(
      klog(
        '10:00:00.000000',
        '"Failed to ensure lease exists, will retry" err="context deadline exceeded" interval="7s"',
      ),
    )
    expect(notes.find(({ code }) => code === 'unnamed-node')).toMatchObject({
      text: '1 record of kubelet.log names no node: assign one with --source-node kubelet.log=NODE.',
      source: 'kubelet.log',
      claim: { evidence: [{ source: 'kubelet.log', line: 1 }] },
    })
  })

  it('states what a kubelet of an unnamed node reported of itself', async () => {
    const line =
      'I1126 10:00:00.000000    1327 setters.go:72] Node became not ready: {Type:Ready Status:False LastHeartbeatTime:2026-11-26 10:00:00 +0000 UTC LastTransitionTime:2026-11-26 10:00:00 +0000 UTC Reason:KubeletNotReady Message:container runtime is down}\n'
    const note = (await notesOf(line)).find(({ code }) => code === 'not-ready')
    expect(note).toMatchObject({ node: null, claim: { evidence: [{ source: 'kubelet.log', line: 1 }] } })
    expect(note?.text).toMatch(/^The kubelet reported .* container runtime is down/)
  })

  it('names nodes that a table shows not ready, and how to get what is missing', async () => {
    const table =
      'NAME       STATUS     ROLES    AGE   VERSION\nworker-1   NotReady   <none>   20d   v1.28.3\nworker-2   Ready      <none>   20d   v1.28.3\n'
    const notes = await notesOf(table)
    expect(notes.map(({ code, node }) => [code, node])).toEqual([
      ['missing-evidence', 'worker-1'],
      ['seen-not-ready', 'worker-1'],
    ])
    expect(notes[0]?.text).toMatch(/^There is no kubelet log of worker-1.*journalctl -u kubelet/)
    expect(notes[1]?.claim.evidence).toEqual([{ source: 'kubelet.log', line: 2 }])
  })

  it('says that a line is cut, and nothing of a whole one', async () => {
    const line = (error: string): string =>
      klog(
        '10:00:00.000000',
        `"Failed to update lease" err="Put \\"https://a:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1?timeout=10s\\": ${error}`,
      )
    const isCut = async (error: string): Promise<boolean> =>
      (await notesOf(line(error))).some(({ code }) => code === 'cut-lines')
    expect(await isCut('net/http: request canceled (Client.Timeou>')).toBe(true)
    // In the middle, as systemctl status cuts.
    expect(await isCut('net/http: request canc...waiting headers)"')).toBe(true)
    expect(await isCut('dial tcp 10.0.0.1:6443: connect: connection refused"')).toBe(false)
  })

  it('states that no renewal is in evidence until one is', async () => {
    const failed = klog(
      '10:00:00.000000',
      '"Failed to update lease" err="Put \\"https://a:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1?timeout=10s\\": EOF"',
    )
    const renewed =
      'I1126 09:59:50.000000    1234 round_trippers.go:553] PUT https://a:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1?timeout=10s 200 OK in 5 milliseconds\n'
    const codes = async (log: string): Promise<string[]> => (await notesOf(log)).map(({ code }) => code)
    expect(await codes(failed)).toContain('no-renewal')
    expect(await codes(renewed + failed)).not.toContain('no-renewal')
  })

  it('reports the cancelled evictions of a node without an incident', async () => {
    const cancelled = (time: string): string =>
      `I1126 ${time}       1 taint_eviction.go:421] "All taints were removed from the node. Cancelling all evictions..." logger="taint-eviction-controller" node="w1"\n`
    const marked =
      'I1126 10:00:30.000000       1 controller_utils.go:186] "Recording status change event message for node" status="NodeNotReady" node="w1"\n'
    const healthy =
      'I1126 10:01:00.000000       1 node_lifecycle_controller.go:805] "Node is healthy again, removing all taints" node="w1"\n'
    const texts = async (log: string): Promise<string[]> =>
      (await notesOf(log)).filter(({ code }) => code === 'evictions-cancelled').map(({ text }) => text)
    expect(await texts(cancelled('10:01:00.000000') + cancelled('10:09:00.000000'))).toEqual([
      expect.stringMatching(/^All evictions of w1 were cancelled at .*10:01:00.*, and 1 more time later\.$/),
    ])
    expect(await texts(marked + healthy + cancelled('10:01:00.100000'))).toEqual([])
  })

  it('states when a node was deleted, of several only that they were', async () => {
    const deleted = (node: string, second: number): string =>
      `I1126 10:00:0${second}.000000       1 actuator.go:230] Scale-down: removing empty node "${node}"\n`
    const note = async (log: string): Promise<Note | undefined> =>
      (await notesOf(log)).find(({ code }) => code === 'deleted')
    expect((await note(deleted('w1', 1)))?.text).toMatch(
      /^w1 was deleted at .*10:00:01.* \(removed by cluster autoscaler\)\.$/,
    )
    expect((await note(deleted('w1', 1) + deleted('w2', 2)))?.text).toBe(
      'w1, w2 were deleted (removed by cluster autoscaler).',
    )
    expect(await note(klog('10:00:00.000000', '"Failed to update lease" err="EOF"'))).toBeUndefined()
  })

  it('names what helps for records without a time', async () => {
    const url = 'https://a:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1?timeout=10s'
    const failed = `controller.go:144] failed to ensure lease exists, will retry in 7s, error: Get "${url}": EOF\n`
    const table =
      'LAST SEEN   TYPE     REASON         OBJECT    MESSAGE\n62m         Normal   NodeNotReady   node/w1   Node w1 status is now: NodeNotReady\n'
    const undated = (notes: readonly Note[]): string[] =>
      notes.filter(({ code }) => code === 'undated').map(({ text }) => text)
    expect(undated(await notesOf(failed))).toEqual([
      expect.stringMatching(/^1 failure of w1 .* has no timestamp.*-o short-iso-precise/),
    ])
    expect(undated(await notesOf(table))).toEqual([
      expect.stringMatching(/^1 record of w1 .* prints an age only \(NotReady\): --at TIME/),
    ])
    expect(undated(await notesOf(klog('10:00:00.000000', failed.slice(18))))).toEqual([])
  })

  it('names why a node could not be registered before that it does not exist', async () => {
    const notes = await notesOf(
      klog(
        '10:00:00.000000',
        '"Unable to register node with API server" err="connection refused" node="w1"',
      ) + klog('10:00:01.000000', '"Error getting node" err="node \\"w1\\" not found"'),
    )
    expect(notes.find(({ code }) => code === 'never-registered')?.text).toMatch(/: connection refused\.$/)
  })

  it.each([
    [
      'plain',
      (error: string) => `k8s.io/client-go/informers/factory.go:134: failed to list *v1.Node: ${error}`,
    ],
    [
      'structured',
      (error: string) =>
        `"Failed to watch" err="failed to list *v1.Node: ${error.replaceAll('"', '\\"')}" type="*v1.Node"`,
    ],
    [
      'unhandled',
      (error: string) =>
        `"Unhandled Error" err="factory.go:160: Failed to watch *v1.Node: failed to list *v1.Node: ${error.replaceAll('"', '\\"')}" logger="UnhandledError"`,
    ],
  ])('states that a kubelet could not list its Node: %s', async (_form, message) => {
    const list = (error: string): string =>
      `E1126 10:00:00.000000    1234 reflector.go:138] ${message(error)}\n`
    const note = async (log: string): Promise<Note | undefined> =>
      (await notesOf(log)).find(({ code }) => code === 'api-out-of-reach')
    const url = 'https://a:6443/api/v1/nodes?fieldSelector=metadata.name%3Dn4&limit=500'
    expect(await note(list(`Get "${url}": dial tcp 10.0.0.5:6443: connect: no route to host`))).toMatchObject(
      {
        node: 'n4',
        text: expect.stringMatching(
          /^The kubelet of n4 failed to list its Node at .*10:00:00.* \(.*route.*\): Get/,
        ),
      },
    )
    // A controller lists all nodes.
    expect(await note(list('Get "https://a:6443/api/v1/nodes?limit=500": EOF'))).toBeUndefined()
  })
})
