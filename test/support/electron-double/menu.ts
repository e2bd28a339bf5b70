import type { MenuItemConstructorOptions, Menu as RealMenu } from 'electron'

/** A menu as its template says it; `click` plays the user's choice. */
export class Menu {
  static #application: Menu | null = null
  readonly items: MenuItemConstructorOptions[]

  constructor(items: MenuItemConstructorOptions[]) {
    this.items = items
  }

  static buildFromTemplate(template: MenuItemConstructorOptions[]): Menu {
    return new Menu(template)
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.#application = menu
  }

  static getApplicationMenu(): Menu | null {
    return Menu.#application
  }

  click(label: string): void {
    const item = this.items.find((item) => item.label === label)
    if (item === undefined) throw new Error(`There is no "${label}" in the menu.`)
    item.click?.(item as never, undefined, {} as never)
  }
}

Menu satisfies Record<
  keyof Pick<typeof RealMenu, 'buildFromTemplate' | 'setApplicationMenu' | 'getApplicationMenu'>,
  unknown
>
