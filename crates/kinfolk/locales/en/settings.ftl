### Settings: credentials, sessions, apps, the profile.

settings-title = Settings
settings-profile = Profile
settings-account = Password, e-mail, deletion
settings-privacy = Privacy
settings-appearance = Language and appearance
settings-sessions = Where you are logged in
settings-apps = Apps
settings-save = Save

## Language and appearance

# The language's own name for itself.
language-name = English
appearance-language = Language
appearance-language-auto = The one that your browser asks for
appearance-language-hint = Of the pages and of mail to you. Posts stay as they were written.
appearance-scheme = Colours
appearance-scheme-auto = As your device is set
appearance-scheme-light = Light
appearance-scheme-dark = Dark
appearance-text = Text size
appearance-text-normal = As your browser is set
appearance-text-large = Large
appearance-text-larger = Larger
appearance-motion = Motion
appearance-less-motion = Let nothing move
appearance-less-motion-hint = Without it, your device's own setting holds.
appearance-wrong = That is not one of the choices. Nothing was changed.

## Password, address, deletion

account-password = Change password
account-password-lead = Every other browser that is logged in to your account is logged out. Apps stay until you remove them:
account-current-password = Current password
account-new-password = New password
account-new-password-again = New password again
account-password-submit = Change password
account-email = Change e-mail address
account-email-now = Your address is { $email }.
account-new-email = New address
account-email-submit = Change address
account-delete = Delete account
account-delete-lead = Your profile, your posts and everything else of yours is removed for good, and nobody can bring it back. Your username is not given to anybody again.
account-delete-username = Type { $username } to say that you mean it
account-delete-submit = Delete my account

## Sessions

sessions-lead = Browsers that are logged in to your account. End those that you do not know, and change your password then.
sessions-this = This browser
sessions-end = Log out
sessions-end-others = Log out everywhere else
session-on = { $browser } on { $system }
session-unknown = Unknown browser
since = Since
last-used = Last used

## Apps

apps-lead = Apps that you allowed to use your account. What an app asked for stands below its name.
apps-empty-title = No apps
apps-empty-text = Apps that you allow to use your account are listed here.
apps-remove = Remove
apps-command-line = Command line of the server

## Profile

profile-edit = Edit profile
profile-avatar = Picture
profile-avatar-hint = Shown square. What the file says of camera and place is removed. Up to 8 MB.
profile-header = Wide picture
profile-header-hint = Shown at the top of your profile, three times as wide as high. Up to 8 MB.
crop-title = Choose the part that is shown
crop-hint = What you choose here holds for a picture that you send now.
crop-x = From left to right
crop-y = From top to bottom
crop-zoom = Closer
profile-picture-remove = Remove this picture
profile-display-name = Display name
profile-display-name-hint = Up to 65 characters.
profile-note = About you
profile-note-hint = Up to 500 characters.
profile-fields = More about you
profile-fields-hint = Up to four lines, such as your website or your pronouns. An empty one is left out.
profile-field-name = Label
profile-field-value = Content
profile-switch-bot = This account is run by a program
profile-language = Language of your posts
profile-language-none = None in particular
profile-language-hint = What you write in, unless you choose another for a post.

## Privacy

who-follows = Who follows you
who-follows-locked = I want to approve who follows me
who-follows-locked-hint = Whoever wants to follow you asks first. When you switch this off, everybody who waits is let in.
who-follows-hide = Hide whom I follow and who follows me
who-follows-hide-hint = Your friends stay hidden too. The numbers can still be seen.
who-finds = Who finds you
who-finds-indexable = Let search engines show my profile and posts
who-finds-indexable-hint = Otherwise they are asked to leave your pages out.
who-reads = Who reads what you post
who-reads-default = For whom a new post is
who-reads-auto = As open as my account
who-reads-hint = With an open account that is everyone; if you approve followers, it is them. You can choose anew for each post.
who-more = More about privacy
