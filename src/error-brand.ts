/**
 * Makes `instanceof` hold for the errors of every copy of this package: an application may load
 * both of its forms, for `import` and for `require`, and pass objects from one to the other. A
 * subclass remains distinct.
 */
export function brand(errorClass: abstract new (...args: never) => Error, name: string): void {
  const mark = Symbol.for(`langgraph-checkpoint-kusto.${name}`)
  Object.defineProperty(errorClass.prototype, mark, { value: true })
  Object.defineProperty(errorClass, Symbol.hasInstance, {
    value(this: unknown, value: unknown): boolean {
      if (this === errorClass) return typeof value === 'object' && value !== null && mark in value
      return Function.prototype[Symbol.hasInstance].call(this, value)
    },
  })
}
