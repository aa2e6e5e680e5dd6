import type { Hot } from "./cups.tsx";
import type { Cold } from "./glasses.tsx";

/** How a drink looks hot, iced, or both; food and bottles are drawn one by one. */
type Look = { hot?: Hot; iced?: Cold };

const cream = "#fffaf2";
const coffee = "#3b2012";
const milk = "#f3e6d4";

export const looks: Record<string, Look> = {
  americano: {
    hot: { cup: "mug", glaze: cream, drink: "#4a2a18", top: "crema" },
    iced: { layers: ["#5b3520", coffee], straw: "#1f5c4a" },
  },
  "long-black": {
    hot: { cup: "mug", glaze: "#4d5660", drink: coffee, top: "thick-crema" },
    iced: { glass: "tumbler", layers: ["#a8714a", coffee, "#2c170c"] },
  },
  "espresso-solo": { hot: { cup: "demitasse", glaze: cream, drink: coffee } },
  "con-panna": { hot: { cup: "demitasse", glaze: "#cf8a63", drink: coffee, top: "panna" } },
  latte: {
    hot: { cup: "mug", glaze: cream, drink: "#b98558", top: "rosetta" },
    iced: { layers: ["#8a5a38", "#cfa67c", milk], straw: "#b4521f" },
  },
  "vanilla-latte": {
    hot: { cup: "mug", glaze: "#f2dc9e", drink: "#c99a69", top: "vanilla-heart" },
    iced: { layers: ["#a8764b", "#e2c08d", "#fbf0cf"], top: "vanilla", straw: "#e0b23c" },
  },
  cappuccino: {
    hot: { cup: "mug", glaze: "#c9714b", drink: "#a87146", top: "cocoa-dome" },
    iced: { layers: ["#9a663e", "#d8b48c"], top: "cocoa" },
  },
  "flat-white": {
    hot: { cup: "mug", glaze: "#8fa98f", drink: "#a06a42", top: "tulip" },
    iced: { glass: "tumbler", layers: ["#a06a42", "#c89a70"], top: "foam" },
  },
  "dolce-latte": {
    hot: { cup: "mug", glaze: "#e3b3a6", drink: "#b98a5c", top: "swirl" },
    iced: { layers: ["#95623b", "#dab588", "#fff3dd"], straw: "#d98f80" },
  },
  mocha: {
    hot: { cup: "mug", glaze: "#6f4630", drink: "#5a3220", top: "choc-whip" },
    iced: { layers: ["#7a4d33", "#4a2818"], top: "choc-whip", straw: "#4a2818" },
  },
  "caramel-macchiato": {
    hot: { cup: "mug", glaze: "#d9a35c", drink: "#b5753d", top: "lattice" },
    iced: { layers: ["#6d4226", "#d9b88c", "#faefdc"], top: "caramel", straw: "#b8691f" },
  },
  "cold-brew": { iced: { glass: "tumbler", layers: ["#43260f", "#2a1608"] } },
  "nitro-cold-brew": {
    iced: {
      glass: "pint",
      layers: ["#8a5f3f", "#5f3d26", "#3a2112", "#2a1608"],
      top: "thick-foam",
      hasIce: false,
    },
  },
  "tonic-cold-brew": { iced: { layers: ["#4b2a14", "#a9825a", "#e9e4d4"], top: "bubbles lime" } },
  "sea-salt-cold-brew": { iced: { layers: ["#3f2414", "#2a1608"], top: "salt-cream" } },
  "cold-brew-latte": { iced: { glass: "pint", layers: ["#4d2d19", "#8d623f", "#d6b58f", milk] } },
  "earl-grey": {
    hot: { cup: "tea-glass", glaze: cream, drink: "#b8652a", top: "bergamot" },
    iced: { layers: ["#cf8040", "#a85a24"], top: "bergamot" },
  },
  "jeju-green-tea": {
    hot: { cup: "bowl", glaze: "#a9c2ae", drink: "#b9c46a", top: "tea-leaf" },
    iced: { layers: ["#cdd684", "#a9b955"], top: "tea-leaf" },
  },
  chamomile: {
    hot: { cup: "tea-glass", glaze: cream, drink: "#efcf62", top: "daisies" },
    iced: { layers: ["#f4dd8a", "#e8c552"], top: "daisies" },
  },
  "citron-tea": {
    hot: { cup: "tea-glass", glaze: cream, drink: "#e3a72c", top: "citron" },
    iced: { layers: ["#f0c95a", "#dd9d1f"], top: "citron", straw: "#e3a72c" },
  },
  "plum-tea": {
    hot: { cup: "tea-glass", glaze: cream, drink: "#c3b850", top: "plum" },
    iced: { layers: ["#dcd488", "#b6b04a"], top: "plum" },
  },
  "chai-latte": {
    hot: { cup: "mug", glaze: "#a2553a", drink: "#c48a55", top: "cinnamon" },
    iced: { layers: ["#b57a45", "#dcb489"], top: "foam cinnamon" },
  },
  "royal-milk-tea": {
    hot: { cup: "saucer", glaze: "#fbf8f2", drink: "#c79e78", top: "milk" },
    iced: { glass: "pint", layers: ["#d8b795", "#c59a72"], straw: "#4a74a8" },
  },
  "hot-chocolate": {
    hot: { cup: "mug", glaze: "#b23a35", drink: "#4f2b1b", top: "marshmallows" },
    iced: { layers: ["#8a5a3f", "#5a3220"], top: "whip", straw: "#b23a35" },
  },
  "matcha-latte": {
    hot: { cup: "bowl", glaze: "#41513d", drink: "#8fae5d", top: "matcha" },
    iced: { layers: ["#7d9c46", "#b9cf8d", milk], straw: "#5d8c3c" },
  },
  "sweet-potato-latte": {
    hot: { cup: "mug", glaze: "#a58bb4", drink: "#efd9a0", top: "sweet-potato" },
    iced: { layers: ["#f3dfae", "#e6c983"], top: "sweet-potato" },
  },
  "grapefruit-ade": {
    iced: { layers: ["#f6b48c", "#ee8364", "#e2574c"], top: "bubbles grapefruit", straw: "#ee8364" },
  },
  "lemon-ade": {
    iced: { layers: ["#f9eeb0", "#f6df72", "#efcd45"], top: "bubbles lemon", straw: "#5d8c3c" },
  },
  "omija-ade": { iced: { layers: ["#ec8ca0", "#d4476a", "#a91f48"], top: "omija", straw: "#a91f48" } },
  "strawberry-milk": {
    iced: { layers: ["#fdeff0", "#f6bfc4", "#dd5266"], top: "strawberry", hasIce: false },
  },
};

/** Something new looks like its neighbours, in one of some colours, so that two of them are not the same. */
const newHot = ["#c9714b", "#8fa98f", "#d9a35c", "#7d93ad", "#e3b3a6"];
const newCold: readonly (readonly string[])[] = [
  ["#a8714a", "#5b3520"],
  ["#f3c79a", "#e08f5a"],
  ["#c9d6a0", "#8fae5d"],
  ["#e7b6c4", "#c76a86"],
];

export function lookOfNew(itemId: string, categoryId: string): Look {
  const sum = [...itemId].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  const iced: Cold = { layers: newCold[sum % newCold.length] ?? [coffee], straw: "#b4521f" };
  if (categoryId === "cold-brew" || categoryId === "no-coffee") return { iced };
  const isTea = categoryId === "tea";
  const glaze = newHot[sum % newHot.length] ?? cream;
  return { hot: { cup: isTea ? "tea-glass" : "mug", glaze, drink: isTea ? "#c98a3a" : "#8a5a38" }, iced };
}
