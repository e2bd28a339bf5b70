import { z } from 'zod'
import { operation } from './base.ts'

/** Something to try the oven with. */
export const samples = {
  /**
   * Makes a small project with a pipeline beside the oven's own folder, with a bare repository as its `origin`, or answers the
   * one that is there. Jobs can name it as their source.
   */
  make: operation.route({ method: 'POST', path: '/samples' }).output(
    z.object({
      /** Path of the repository on the host. */
      repo: z.string(),
      branch: z.string(),
      pipeline: z.string(),
    }),
  ),
}
