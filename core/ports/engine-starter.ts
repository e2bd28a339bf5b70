/** A program that can bring an engine up. Implemented by `adapters/colima`. */
export interface EngineStarter {
  name: string
  command: string
  /** Whether it is installed, and this machine is one to start it on. Answers at once. */
  isAvailable(): boolean
  /** Runs it to its end, handing on each line it says. Throws `engine-start-failed` with its last words. */
  start(onLine: (line: string) => void): Promise<void>
}
