import { z } from 'zod'
import { EngineState } from './status.ts'

/** The engine, and how it can be started when it is down. */
export const EngineView = z.object({
  state: EngineState,
  /** Since when it does not answer. */
  downSince: z.string().nullable(),
  /** The program that `engine.start` runs; `null` where the oven cannot start an engine. */
  starter: z.object({ name: z.string(), command: z.string() }).nullable(),
  /** What to type where the oven cannot. */
  startHint: z.object({ description: z.string(), command: z.string().nullable() }),
})
export type EngineView = z.infer<typeof EngineView>

/** A number of things at the engine, and their size where it tells. */
export const DiskShare = z.object({ count: z.number(), bytes: z.number() })
export type DiskShare = z.infer<typeof DiskShare>

/** What this oven's things take up: nothing of anybody else's on the same engine. */
export const DiskUse = z.object({
  /** `null` when the engine was not asked or did not tell. Layers that images share are counted once for each. */
  engine: z.object({ images: DiskShare, containers: DiskShare, volumes: DiskShare }).nullable(),
  logs: DiskShare,
  artifacts: DiskShare,
  databaseBytes: z.number(),
  /** Room left where the oven's folder lies. */
  freeBytes: z.number().nullable(),
  /** Whole sentences about what could not be looked at. */
  troubles: z.array(z.string()),
})
export type DiskUse = z.infer<typeof DiskUse>

/** A line of what the starter says; the last one has `done`. */
export const EngineProgress = z.object({ text: z.string(), done: z.boolean() })
export type EngineProgress = z.infer<typeof EngineProgress>
