/** Stands in for `ssh2` in the bundled app: engines are reached by socket or TCP only. */
export class Client {
  constructor() {
    throw new Error('Container engines over ssh are not supported. Forward the engine’s socket instead.')
  }
}
