/** A place in the log to bring into sight. A new object asks for it again, also when the place is the same. */
export interface LogTarget {
  offset: number
}
