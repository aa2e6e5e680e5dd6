type SkeletonProps = { height: string; width?: string };

export function Skeleton({ height, width = "100%" }: SkeletonProps) {
  return <span className="ui-skeleton" style={{ height, width }} aria-hidden="true" />;
}
