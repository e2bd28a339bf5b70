/** The way out of this machine, which is often not there for some seconds after it wakes. */
export interface Network {
  /** Whether the machine has an address and, when one is given, `host` can be found. Answers within 5 s; never rejects. */
  ready(host: string | null): Promise<boolean>
}
