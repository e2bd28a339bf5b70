/** What carries a label at the engine, with what it takes up there. Implemented by `adapters/docker`. */
export interface EngineDisk {
  /** Throws `engine-down` and the like as the engine does. */
  diskUse(label: {
    name: string
    value: string
  }): Promise<Record<'images' | 'containers' | 'volumes', EngineShare>>
}

export interface EngineShare {
  count: number
  bytes: number
}
