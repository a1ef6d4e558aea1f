/** Bits of one element of each type that a safetensors file may hold, by the name that the format gives it. */
const BITS = {
  F64: 64, F32: 32, F16: 16, BF16: 16, C64: 64,
  F8_E4M3: 8, F8_E5M2: 8, F8_E8M0: 8, F6_E2M3: 6, F6_E3M2: 6, F4: 4,
  I64: 64, I32: 32, I16: 16, I8: 8,
  U64: 64, U32: 32, U16: 16, U8: 8,
  BOOL: 8,
} as const;

/** The type in which a checkpoint stores a tensor's elements, as the safetensors format names it. */
export type StoredType = keyof typeof BITS;

/** Whether `name` is a type of the safetensors format. */
export function isStoredType(name: unknown): name is StoredType {
  return typeof name === "string" && Object.hasOwn(BITS, name);
}

/** Bytes that `elements` elements of `type` take; not a whole number where a type of less than 8 bits does not fill its last byte. */
export function bytesOf(type: StoredType, elements: number): number {
  return (elements * BITS[type]) / 8;
}

/** Every type of the format, for messages that say what could have been there. */
export const STORED_TYPES = Object.keys(BITS) as readonly StoredType[];
