/** A guid for objects that this engine numbers. */
export function entityGuid(id: number): string {
  return `00000000-0000-0000-0000-${id.toString(16).padStart(12, '0')}`
}
