/** The vault as those see it who need a secret's value. A value never leaves the host but over a container's standard input. */
export interface SecretReader {
  /**
   * `null` when no secret has that name. `use`: it is about to be handed over, which is noted with it. Throws when the
   * vault cannot be opened.
   */
  read(name: string, options?: { use?: boolean }): Promise<string | null>
}
