import { onScopeDispose, type Ref, ref } from 'vue'

/**
 * A file dragged over the window, and dropped on it. What is no file (text, a link) is left to the page's fields.
 * @param onFile a file was dropped
 * @returns whether a file is above the window now
 */
export function useDrop(onFile: (file: File) => void, target: Window = window): Readonly<Ref<boolean>> {
  const over = ref(false)
  const onOver = (event: DragEvent): void => {
    if (!carriesFile(event)) return
    event.preventDefault()
    over.value = true
  }
  const onLeave = (event: DragEvent): void => {
    // Leaving one element for another has a related target; leaving the window has none.
    if (event.relatedTarget === null) over.value = false
  }
  const onDrop = (event: DragEvent): void => {
    over.value = false
    if (!carriesFile(event)) return
    event.preventDefault()
    const file = event.dataTransfer?.files[0]
    if (file !== undefined) onFile(file)
  }
  target.addEventListener('dragover', onOver)
  target.addEventListener('dragleave', onLeave)
  target.addEventListener('drop', onDrop)
  onScopeDispose(() => {
    target.removeEventListener('dragover', onOver)
    target.removeEventListener('dragleave', onLeave)
    target.removeEventListener('drop', onDrop)
  })
  return over
}

const carriesFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false
