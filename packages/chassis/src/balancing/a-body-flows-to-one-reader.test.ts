import assert from "node:assert/strict";
import { test } from "node:test";
import { AnswerBody } from "./answer-body.ts";

function open({ takes = true } = {}) {
  const heard: string[] = [];
  const body = new AnswerBody({
    resume: () => void heard.push("resume"),
    pause: () => void heard.push("pause"),
    left: (fault) => void heard.push(`left: ${fault?.message}`),
  });
  const reader = {
    take(chunk: Buffer) {
      heard.push(chunk.toString());
      return takes;
    },
    over: () => void heard.push("over"),
    cut: () => void heard.push("cut"),
  };
  return { body, heard, flow: () => body.flowTo(reader) };
}

test("what came before it reads comes first, and its end last", () => {
  const { body, heard, flow } = open();
  body.feed(Buffer.from("lat"));
  assert.ok(flow());
  body.feed(Buffer.from("te"));
  body.over();
  assert.deepEqual(heard, ["lat", "resume", "te", "over"]);
  assert.equal(body.takeWhole(), undefined, "it was taken");
});

test("a reader that is full holds the instance up, until it says so", () => {
  const { body, heard, flow } = open({ takes: false });
  body.feed(Buffer.from("lat"));
  flow();
  body.feed(Buffer.from("te"));
  body.resume();
  assert.deepEqual(heard, ["lat", "te", "pause", "resume"]);
});

test("what breaks off is cut, before it reads or after", () => {
  const before = open();
  before.body.feed(Buffer.from("lat"));
  before.body.cut(new Error("reset"));
  before.flow();
  assert.deepEqual(before.heard, ["left: reset", "lat", "cut"]);
  const after = open();
  after.flow();
  after.body.cut(new Error("reset"));
  assert.deepEqual(after.heard, ["resume", "left: reset", "cut"]);
});

test("a body that is read as a stream already flows to nobody else", () => {
  const { body, flow } = open();
  body.stream.on("error", () => {});
  assert.equal(flow(), false);
  body.stream.destroy();
});
