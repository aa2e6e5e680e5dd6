import type { MenuItem } from "@siren/contracts/menu";
import { lazy, Suspense, useState } from "react";

// The drawings come beside what is to be read, which does not wait for them; nor is it lost with them.
const drawings = import("./drawings.tsx").then(
  ({ ItemDrawing }) => ({ default: ItemDrawing }),
  () => ({ default: NotDrawn }),
);
const ItemDrawing = lazy(() => drawings);

type Props = {
  item: Pick<MenuItem, "itemId" | "categoryId" | "pictureId">;
  iced?: boolean;
  isFirst?: boolean;
};

/** The store's own picture, else our drawing: as well where the picture cannot be had. Both fill the same square. */
export function ItemPicture({ item, iced, isFirst }: Props) {
  const [failed, setFailed] = useState<string | null>(null);
  const { pictureId } = item;
  if (pictureId === null || failed === pictureId) {
    return (
      <Suspense fallback={<NotDrawn />}>
        <ItemDrawing item={item} iced={iced ?? false} />
      </Suspense>
    );
  }
  return (
    <img
      className="picture"
      src={`/api/v1/menu/pictures/${encodeURIComponent(pictureId)}`}
      alt=""
      width="208"
      height="208"
      loading={isFirst ? "eager" : "lazy"}
      decoding="async"
      onError={() => setFailed(pictureId)}
    />
  );
}

/** The room of a drawing. */
function NotDrawn() {
  return <span className="drawing" />;
}
