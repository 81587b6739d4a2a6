declare const brand: unique symbol

/** A value that only its constructor can make. The brand exists for the compiler alone. */
export type Brand<Value, Name extends string> = Value & { readonly [brand]: Name }
