import { z } from 'zod'
import { SettingsView } from '../settings.ts'
import { operation } from './base.ts'

/** How the oven works, as kept in `config.json`. */
export const settings = {
  show: operation.route({ method: 'GET', path: '/settings' }).output(SettingsView),
  /**
   * Changes some of them. `changes` is a part of the file: objects are merged, lists replaced, `null` takes a value away so
   * that its default holds again. All or nothing; a wrong value is refused by its field. Keys nobody knows are refused,
   * unless they are taken away.
   */
  update: operation
    .route({ method: 'PATCH', path: '/settings' })
    .input(z.object({ changes: z.record(z.string(), z.unknown()) }))
    .output(
      SettingsView.extend({
        /** Keys whose value is another than before. */
        changed: z.array(z.string()),
        /** Whole sentences: what takes effect later than now. */
        notes: z.array(z.string()),
      }),
    ),
}
