/** The programs that build images, in the order in which they are tried. */
export const engineNames = ['buildx', 'docker', 'podman', 'buildah'] as const;
export type EngineName = (typeof engineNames)[number];

/** A program of this machine that builds images, and what it can do. */
export type Engine =
  | {
      name: 'buildx';
      /** What runs BuildKit: `docker` for the daemon itself, else a container, a cluster or another machine. */
      driver: string;
      /**
       * Whether it writes archives, several platforms, attestations and caches. The daemon's own BuildKit cannot, unless its
       * images are kept by containerd: https://docs.docker.com/engine/storage/containerd/
       */
      exports: boolean;
    }
  | {
      name: 'docker';
      /** Whether the client itself drives BuildKit, as those before 23 do. The newer ones need the plugin for that. */
      buildKit: boolean;
    }
  | { name: 'podman' | 'buildah' };

/** @returns the engine as people write it: `docker buildx` */
export function said({ name }: { name: EngineName }): string {
  return name === 'buildx' ? 'docker buildx' : name;
}
