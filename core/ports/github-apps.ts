/** A GitHub App's installation, as the settings name it. */
export interface GithubApp {
  appId: string
  installationId: string
  /** PEM. */
  privateKey: string
  /** `https://api.github.com`, or a GitHub Enterprise server's `https://host/api/v3`. */
  apiUrl: string
}

/** Asks GitHub for tokens in an App's name. Implemented by `adapters/github`. */
export interface GithubApps {
  /**
   * A token that can read and write one repository (`owner/name`) and lasts an hour; or for other `permissions`, by GitHub's
   * names. An App that lacks one of them gives a token for all that it has.
   * Throws `app-key-invalid`, `app-refused`, `repo-denied`, `network`.
   */
  mint(
    app: GithubApp,
    repository: string,
    permissions?: Readonly<Record<string, 'read' | 'write'>>,
  ): Promise<{ token: string; expiresAt: string }>
}
