import { z } from 'zod'

/** One wrong field of an input: where it is, in dots, and a whole sentence that names it. */
export const FieldError = z.object({ field: z.string(), message: z.string() })
export type FieldError = z.infer<typeof FieldError>

/** What every refused call carries beside its code and sentence: what to do next, and the fields it was about. */
export const ErrorDetail = z.object({ hint: z.string().nullable(), fields: z.array(FieldError).default([]) })
export type ErrorDetail = z.infer<typeof ErrorDetail>

/**
 * The refusals any operation may answer with, and the HTTP status they travel under.
 * The command line maps them to exit codes: INPUT_INVALID and CONFLICT 2, ENGINE_DOWN 3, NOT_FOUND 4, others 1.
 */
export const commonErrors = {
  INPUT_INVALID: { status: 422, message: 'The input is not valid.', data: ErrorDetail },
  NOT_FOUND: { status: 404, message: 'There is no such thing.', data: ErrorDetail },
  CONFLICT: { status: 409, message: 'That clashes with what is there.', data: ErrorDetail },
  ENGINE_DOWN: { status: 503, message: 'No container engine answers.', data: ErrorDetail },
  FAILED: { status: 500, message: 'The oven could not do it.', data: ErrorDetail },
} as const
export type ErrorCode = keyof typeof commonErrors
