/** Branded primitives: a `CubeId` is a string at run time, but no other string passes for one. */
declare const brand: unique symbol

export type Brand<Value, Name extends string> = Value & { readonly [brand]: Name }
