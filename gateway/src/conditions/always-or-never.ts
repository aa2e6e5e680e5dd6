import * as z from "zod";
import { defineCondition } from "./condition.ts";

const settings = z.strictObject({});

export const always = defineCondition({ name: "always", settings, create: () => () => true });
export const never = defineCondition({ name: "never", settings, create: () => () => false });
