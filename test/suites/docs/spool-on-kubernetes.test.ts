import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'

const STATEFUL_SET = z.object({
  apiVersion: z.literal('apps/v1'),
  kind: z.literal('StatefulSet'),
  spec: z.object({
    serviceName: z.string(),
    selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
    persistentVolumeClaimRetentionPolicy: z.object({
      whenDeleted: z.literal('Retain'),
      whenScaled: z.literal('Retain'),
    }),
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }),
      spec: z.object({
        terminationGracePeriodSeconds: z.number().min(10),
        containers: z.tuple([
          z.object({
            env: z.tuple([z.object({ name: z.literal('SPOOL_PATH'), value: z.string() })]),
            volumeMounts: z.tuple([z.object({ name: z.string(), mountPath: z.string() })]),
          }),
        ]),
      }),
    }),
    volumeClaimTemplates: z.tuple([
      z.object({
        metadata: z.object({ name: z.string() }),
        spec: z.object({
          accessModes: z.tuple([z.literal('ReadWriteOncePod')]),
          resources: z.object({ requests: z.object({ storage: z.literal('1Gi') }) }),
        }),
      }),
    ]),
  }),
})

it('the StatefulSet of the guide keeps the spool on a volume of the pod', () => {
  const guide = readFileSync('docs/guides/spool.md', 'utf8')
  const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(guide) ?? []
  const { spec } = STATEFUL_SET.parse(parse(yaml))
  const [{ env, volumeMounts }] = spec.template.spec.containers
  const [{ name, mountPath }] = volumeMounts
  expect(spec.template.metadata.labels).toEqual(spec.selector.matchLabels)
  expect(spec.volumeClaimTemplates[0].metadata.name).toBe(name)
  expect(env[0].value.startsWith(`${mountPath}/`)).toBe(true)
})
