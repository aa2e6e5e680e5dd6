import {
  addDecimals,
  type Decimal,
  decimalFromExactDouble,
  divideDecimals,
  makeDecimal,
} from "../bson/decimal.ts";
import { makeDouble, makeInt32, makeInt64, nullValue } from "../bson/make.ts";
import { readExact, toDecimal } from "../bson/numbers.ts";
import { isNumber, readNumber } from "../bson/read.ts";
import { BsonType, type Value } from "../bson/value.ts";

/** Sums as MongoDB does: whole numbers exactly, doubles with the rounding errors kept aside, decimals as decimals. */
export class Sum {
  count = 0;
  #whole = 0n;
  #double = 0;
  #lost = 0;
  #decimal: Decimal | undefined;
  #widest: number = BsonType.int32;

  /** What is no number is passed over. */
  add(value: Value | undefined): this {
    if (!isNumber(value)) return this;
    this.count++;
    if (value.type === BsonType.decimal)
      this.#decimal = this.#decimal ? addDecimals(this.#decimal, toDecimal(value)) : toDecimal(value);
    else if (value.type === BsonType.double) {
      this.#widest = BsonType.double;
      this.#addDouble(readNumber(value));
    } else {
      if (value.type === BsonType.int64 && this.#widest === BsonType.int32) this.#widest = BsonType.int64;
      this.#whole += BigInt(readExact(value) as number | bigint);
    }
    return this;
  }

  #addDouble(n: number): void {
    const sum = this.#double + n;
    this.#lost += roundingError(this.#double, n, sum);
    this.#double = sum;
  }

  /** The sum as a double, rounded once. */
  get number(): number {
    const whole = Number(this.#whole);
    const sum = this.#double + whole;
    const wholeLost = Number(this.#whole - BigInt(whole));
    return sum + (roundingError(this.#double, whole, sum) + this.#lost + wholeLost);
  }

  average(): Value {
    if (this.#decimal)
      return makeDecimal(
        divideDecimals(toDecimal(this.result()), {
          kind: "finite",
          coefficient: BigInt(this.count),
          exponent: 0,
        }),
      );
    return this.count === 0 ? nullValue : makeDouble(this.number / this.count);
  }

  result(): Value {
    if (this.#decimal) {
      const whole: Decimal = { kind: "finite", coefficient: this.#whole, exponent: 0 };
      const doubles =
        this.#widest === BsonType.double
          ? addDecimals(decimalFromExactDouble(this.#double), decimalFromExactDouble(this.#lost))
          : undefined;
      const others = doubles ? addDecimals(whole, doubles) : whole;
      return makeDecimal(addDecimals(this.#decimal, others));
    }
    if (this.#widest === BsonType.double) return makeDouble(this.number);
    if (this.#widest === BsonType.int32 && BigInt.asIntN(32, this.#whole) === this.#whole)
      return makeInt32(Number(this.#whole));
    return BigInt.asIntN(64, this.#whole) === this.#whole
      ? makeInt64(this.#whole)
      : makeDouble(Number(this.#whole));
  }
}

/** What a sum of two doubles has lost; nothing can be said of infinities. */
function roundingError(a: number, b: number, sum: number): number {
  const part = sum - a;
  const lost = a - (sum - part) + (b - part);
  return Number.isFinite(lost) ? lost : 0;
}
