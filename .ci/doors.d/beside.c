// What another program does while ours runs, for the tests under wine:
//
//   beside held FILE COMMAND…     holds FILE, shared with nobody
//   beside shown FILE COMMAND…    holds FILE as a viewer or Excel does: others may read
//   beside stopped FILE COMMAND…  presses Ctrl-C once there is FILE, which may have a *
//   beside alone MS COMMAND…      gives it a console of its own, presses Enter after so many
//                                 milliseconds, in which it must have come to an end
//
// Ends with the exit code of the command.
#include <windows.h>
#include <stdio.h>
#include <wchar.h>

static void press_enter(DWORD process) {
    INPUT_RECORD keys[2] = {0};
    DWORD written;
    HANDLE in;
    for (int i = 0; i < 2; i++) {
        keys[i].EventType = KEY_EVENT;
        keys[i].Event.KeyEvent.bKeyDown = i == 0;
        keys[i].Event.KeyEvent.wRepeatCount = 1;
        keys[i].Event.KeyEvent.wVirtualKeyCode = VK_RETURN;
        keys[i].Event.KeyEvent.uChar.UnicodeChar = L'\r';
    }
    FreeConsole();
    AttachConsole(process);
    in = CreateFileW(L"CONIN$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                     OPEN_EXISTING, 0, NULL);
    WriteConsoleInputW(in, keys, 2, &written);
}

// Whether there is such a file, before the command has ended by itself.
static int appears(const wchar_t *file, HANDLE command) {
    WIN32_FIND_DATAW found;
    while (FindFirstFileW(file, &found) == INVALID_HANDLE_VALUE) {
        if (WaitForSingleObject(command, 5) == WAIT_OBJECT_0) {
            return 0;
        }
    }
    return 1;
}

int wmain(int count, wchar_t **args) {
    const wchar_t *how = args[1];
    wchar_t command[8192] = L"";
    STARTUPINFOW start = {sizeof start};
    PROCESS_INFORMATION made;
    DWORD code = 99, flags = 0;
    int stopped = !wcscmp(how, L"stopped"), alone = !wcscmp(how, L"alone");

    for (int i = 3; i < count; i++) {
        wcscat(wcscat(wcscat(command, L"\""), args[i]), L"\" ");
    }
    if (stopped) {
        FreeConsole();
        AllocConsole();
    } else if (alone) {
        flags = CREATE_NEW_CONSOLE;
    } else {
        DWORD share = wcscmp(how, L"shown") ? 0 : FILE_SHARE_READ;
        if (CreateFileW(args[2], GENERIC_READ, share, NULL, OPEN_EXISTING, 0, NULL) == INVALID_HANDLE_VALUE) {
            return 98;
        }
    }
    if (!CreateProcessW(NULL, command, NULL, NULL, TRUE, flags, NULL, NULL, &start, &made)) {
        return 97;
    }
    if (stopped) {
        if (!appears(args[2], made.hProcess)) {
            return 96;
        }
        SetConsoleCtrlHandler(NULL, TRUE);
        GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0);
    } else if (alone) {
        Sleep(_wtoi(args[2]));
        if (WaitForSingleObject(made.hProcess, 0) == WAIT_OBJECT_0) {
            return 96; // It did not keep its window.
        }
        press_enter(made.dwProcessId);
    }
    WaitForSingleObject(made.hProcess, 60000);
    GetExitCodeProcess(made.hProcess, &code);
    return code;
}
