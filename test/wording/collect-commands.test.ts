import { describe, expect, it } from 'vitest'
import {
  type ClusterType,
  clusterTypeOf,
  controllerLogCommand,
  kubeletLogCommand,
} from '../../src/wording/collect-commands.ts'

describe('clusterTypeOf', () => {
  it.each<[ClusterType, string, string]>([
    ['kind', 'demo-worker2', 'kubelet.log'],
    ['eks', 'ip-10-0-1-12.eu-west-1.compute.internal', 'kubelet.log'],
    ['aks', 'aks-nodepool1-12345678-vmss000001', 'kubelet.log'],
    ['gke', 'gke-prod-default-pool-1a2b3c4d-x9k2', 'kubelet.log'],
    ['openshift', 'worker-1', 'must-gather.local.1/host_service_logs/kubelet_service.log'],
    ['k3s', 'pi', 'k3s.log'],
    ['rke2', 'pi', 'rke2-server.log'],
    ['eks', 'w1', 'eks_i-0abc12_2026-11-22_1055-UTC_0.7.8/kubelet/kubelet.log'],
    ['kubeadm', 'db-7', 'kubelet.log'],
  ])('returns %s for the node %s in %s', (type, node, source) => {
    expect(clusterTypeOf({ nodes: [node], sources: [source], processes: ['kubelet'] })).toBe(type)
  })

  it.each<[ClusterType, string]>([
    ['openshift', 'kubenswrapper'],
    ['openshift', 'hyperkube'],
    ['rke2', 'rke2-server'],
    ['k3s', 'k3s-agent'],
    ['eks', 'kubelet'],
  ])('returns %s where a process is called %s, on a machine of AWS', (type, process) => {
    const nodes = ['ip-10-0-1-12.eu-west-1.compute.internal']
    expect(clusterTypeOf({ nodes, sources: ['kubelet.log'], processes: [process] })).toBe(type)
  })
})

describe('the commands', () => {
  it('name the node, and the way that fits the cluster', () => {
    expect(kubeletLogCommand('kind', 'demo-worker')).toMatch(
      /^docker exec demo-worker journalctl -u kubelet /,
    )
    expect(kubeletLogCommand('openshift', 'w1')).toBe('oc adm node-logs w1 -u kubelet > w1.log')
    expect(controllerLogCommand('eks')).toContain('/aws/eks/CLUSTER/cluster')
  })

  it('contain no text that is no name', () => {
    expect(kubeletLogCommand('kubeadm', 'x; rm -rf /')).toMatch(/^ssh NODE journalctl/)
  })
})
